//! What of a WHERE the store can be asked by index.

use crate::query::cypher::tree::{EdgeField, EdgePattern, Expr, Operator};
use crate::query::cypher::value::Value;
use crate::store::{Condition, EDGE_COLUMNS, Shape};
use rusqlite::types::Value as Stored;

/// What every edge that fits the pattern and the conditions meets. Edges that meet it may still fail the conditions.
pub(super) fn condition(edge: &EdgePattern, conditions: &[Expr]) -> Condition {
    let mut out = Condition::default();
    if !edge.relations.is_empty() {
        let places = vec!["?"; edge.relations.len()].join(", ");
        let names = edge.relations.iter().map(|(r, _)| Stored::from(r.to_string())).collect();
        out.and(&format!("e.relation IN ({places})"), names);
    }
    for condition in conditions {
        let Expr::Binary(operator, two, _) = condition else { continue };
        let (column, operator, value) = match (column(&two.0, edge), column(&two.1, edge)) {
            (Some(column), None) => (column, *operator, &two.1),
            (None, Some(column)) => match turned(*operator) {
                Some(operator) => (column, operator, &two.0),
                None => continue,
            },
            _ => continue,
        };
        let Expr::Constant(value) = value else { continue };
        let (sql, shape) = (EDGE_COLUMNS[column].sql, EDGE_COLUMNS[column].shape);
        match (operator, value) {
            (Operator::In, Value::List(items)) => {
                let values: Option<Vec<Stored>> = items.iter().map(|item| stored(item, shape)).collect();
                if let Some(values) = values {
                    let places = vec!["?"; values.len()].join(", ");
                    out.and(&format!("{sql} IN ({places})"), values);
                }
            }
            _ => {
                if let (Some(sign), Some(value)) = (sign(operator), stored(value, shape)) {
                    out.and(&format!("{sql} {sign} ?"), vec![value]);
                }
            }
        }
    }
    out
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
