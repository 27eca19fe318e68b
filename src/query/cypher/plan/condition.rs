//! What of a WHERE the store can be asked by index.

use super::Leg;
use crate::query::Direction;
use crate::query::cypher::tree::{EdgeField, EdgePattern, Expr, Operator};
use crate::query::cypher::value::Value;
use crate::store::{Condition, EDGE_COLUMNS, Shape};
use rusqlite::types::Value as Stored;

/// What every edge that fits the pattern and the conditions meets, and whether every edge that meets it fits.
pub(super) fn condition(leg: &Leg<'_>, conditions: &[Expr]) -> (Condition, bool) {
    let (edge, mut out, mut exact) = (leg.edge, Condition::default(), leg.left != leg.right);
    if !edge.relations.is_empty() {
        let places = vec!["?"; edge.relations.len()].join(", ");
        let names = edge.relations.iter().map(|(r, _)| Stored::from(r.to_string())).collect();
        out.and(&format!("e.relation IN ({places})"), names);
    }
    for condition in conditions {
        if let Some((term, values)) = of_end(condition, leg) {
            out.and(&term, values);
        } else if let Some((term, values)) = of_edge(condition, edge) {
            // Money is stored in whole hundredths: other fractions may be rounded.
            exact &= values.iter().all(|v| !matches!(v, Stored::Real(n) if n.abs() > 1.0 && n.fract() != 0.0));
            out.and(&term, values);
        } else {
            exact = false;
        }
    }
    (out, exact)
}

/// A condition on the type of an end: the term, with the values in it.
fn of_end(condition: &Expr, leg: &Leg<'_>) -> Option<(String, Vec<Stored>)> {
    let Expr::Is { of, kinds } = condition else { return None };
    let Expr::Slot(slot) = **of else { return None };
    let end = match leg.edge.direction {
        Direction::Out if slot == leg.left => "subject",
        Direction::Out if slot == leg.right => "object",
        Direction::In if slot == leg.left => "object",
        Direction::In if slot == leg.right => "subject",
        _ => return None,
    };
    let places = vec!["?"; kinds.len()].join(", ");
    Some((format!("e.{end}_type IN ({places})"), kinds.iter().map(|kind| kind.to_string().into()).collect()))
}

/// A condition on a column of the edge: the term, with the values in it.
fn of_edge(condition: &Expr, edge: &EdgePattern) -> Option<(String, Vec<Stored>)> {
    let Expr::Binary(operator, two, _) = condition else { return None };
    let (column, operator, value) = match (column(&two.0, edge), column(&two.1, edge)) {
        (Some(column), None) => (column, *operator, &two.1),
        (None, Some(column)) => (column, turned(*operator)?, &two.0),
        _ => return None,
    };
    let Expr::Constant(value) = value else { return None };
    let (sql, shape) = (EDGE_COLUMNS[column].sql, EDGE_COLUMNS[column].shape);
    match (operator, value) {
        (Operator::In, Value::List(items)) => {
            let values: Vec<Stored> = items.iter().map(|item| stored(item, shape)).collect::<Option<_>>()?;
            Some((format!("{sql} IN ({})", vec!["?"; values.len()].join(", ")), values))
        }
        _ => Some((format!("{sql} {} ?", sign(operator)?), vec![stored(value, shape)?])),
    }
}

/// The column of the pattern's edge that an expression is.
fn column(expr: &Expr, edge: &EdgePattern) -> Option<usize> {
    match expr {
        Expr::Field { of, edge: Some(EdgeField::Column(column)), .. } if **of == Expr::Slot(edge.slot) => Some(*column),
        _ => None,
    }
}

fn sign(operator: Operator) -> Option<&'static str> {
    Some(match operator {
        Operator::Equal => "=",
        Operator::Less => "<",
        Operator::LessOrEqual => "<=",
        Operator::Greater => ">",
        Operator::GreaterOrEqual => ">=",
        _ => return None,
    })
}

/// The operator with its sides exchanged.
fn turned(operator: Operator) -> Option<Operator> {
    Some(match operator {
        Operator::Equal => Operator::Equal,
        Operator::Less => Operator::Greater,
        Operator::LessOrEqual => Operator::GreaterOrEqual,
        Operator::Greater => Operator::Less,
        Operator::GreaterOrEqual => Operator::LessOrEqual,
        _ => return None,
    })
}

/// A value as the store has it in a column of a shape; `None` where it cannot be there.
fn stored(value: &Value, shape: Shape) -> Option<Stored> {
    match (shape, value) {
        (Shape::Text, Value::Text(text)) => Some(text.to_string().into()),
        (Shape::Hundredths, Value::Integer(n)) => n.checked_mul(100).map(Stored::from),
        (Shape::Hundredths, Value::Number(n)) => Some((n * 100.0).into()),
        (Shape::Whole | Shape::Real, Value::Integer(n)) => Some((*n).into()),
        (Shape::Whole | Shape::Real, Value::Number(n)) => Some((*n).into()),
        _ => None,
    }
}
