//! What of a WHERE the store can be asked.

use super::Leg;
use crate::query::Direction;
use crate::query::cypher::tree::{EdgeField, EdgePattern, Expr, Operator};
use crate::query::cypher::value::Value;
use crate::store::{Condition, EDGE_COLUMNS, END_TYPES, Shape, Sign, Test};
use rusqlite::types::Value as Stored;

/// What every edge that fits the pattern and the conditions meets, and whether every edge that meets it fits.
pub(super) fn condition(leg: &Leg<'_>, conditions: &[Expr]) -> (Condition, bool) {
    let (edge, mut out, mut exact) = (leg.edge, Condition::default(), leg.left != leg.right);
    if !edge.relations.is_empty() {
        out.and("relation", Test::OneOf(edge.relations.iter().map(|(r, _)| r.to_string().into()).collect()));
    }
    for condition in conditions {
        if let Some((end, kinds)) = of_end(condition, leg) {
            out.and(end, kinds);
        } else if let Some((column, test)) = of_edge(condition, edge) {
            // Money is stored in whole hundredths: other fractions may be rounded.
            exact &= !matches!(&test, Test::Is(_, Stored::Real(n)) if n.abs() > 1.0 && n.fract() != 0.0);
            out.and(column, test);
        } else {
            exact = false;
        }
    }
    (out, exact)
}

/// A condition on the type of an end.
fn of_end(condition: &Expr, leg: &Leg<'_>) -> Option<(&'static str, Test)> {
    let Expr::Is { of, kinds } = condition else { return None };
    let Expr::Slot(slot) = **of else { return None };
    let [subject, object] = END_TYPES;
    let end = match leg.edge.direction {
        Direction::Out if slot == leg.left => subject,
        Direction::Out if slot == leg.right => object,
        Direction::In if slot == leg.left => object,
        Direction::In if slot == leg.right => subject,
        _ => return None,
    };
    Some((end, Test::OneOf(kinds.iter().map(|kind| kind.to_string().into()).collect())))
}

/// A condition on a column of the edge.
fn of_edge(condition: &Expr, edge: &EdgePattern) -> Option<(&'static str, Test)> {
    let Expr::Binary(operator, two, _) = condition else { return None };
    let (column, operator, value) = match (column(&two.0, edge), column(&two.1, edge)) {
        (Some(column), None) => (column, *operator, &two.1),
        (None, Some(column)) => (column, turned(*operator)?, &two.0),
        _ => return None,
    };
    let Expr::Constant(value) = value else { return None };
    let shape = EDGE_COLUMNS[column].shape;
    let test = match (operator, value) {
        (Operator::In, Value::List(items)) => {
            Test::OneOf(items.iter().map(|item| stored(item, shape)).collect::<Option<_>>()?)
        }
        _ => Test::Is(sign(operator)?, stored(value, shape)?),
    };
    Some((EDGE_COLUMNS[column].stored(), test))
}

/// The column of the pattern's edge that an expression is.
fn column(expr: &Expr, edge: &EdgePattern) -> Option<usize> {
    match expr {
        Expr::Field { of, edge: Some(EdgeField::Column(column)), .. } if **of == Expr::Slot(edge.slot) => Some(*column),
        _ => None,
    }
}

fn sign(operator: Operator) -> Option<Sign> {
    Some(match operator {
        Operator::Equal => Sign::Equal,
        Operator::Less => Sign::Less,
        Operator::LessOrEqual => Sign::AtMost,
        Operator::Greater => Sign::More,
        Operator::GreaterOrEqual => Sign::AtLeast,
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
