//! The functions of a query, a row each.

use super::fault::suggestion;
use super::ground::Ground;
use super::value::Value;
use super::{fault::Fault, fields};
use crate::store::ENTITY_COLUMNS;

/// A function, by its row in [`FUNCTIONS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Function(usize);

type Plain = fn(&[Value]) -> Result<Value, String>;
type Asking = fn(&Ground<'_>, &[Value]) -> Result<Value, Fault>;

enum Run {
    /// Of values alone. Unknown where an argument is.
    Plain(Plain),
    /// Of values alone, unknown ones too.
    Lenient(Plain),
    /// Of what the graph tells. Unknown where an argument is.
    Asking(Asking),
}

struct Row {
    name: &'static str,
    least: usize,
    most: usize,
    run: Run,
}

const fn plain(name: &'static str, least: usize, most: usize, run: Plain) -> Row {
    Row { name, least, most, run: Run::Plain(run) }
}

const fn asking(name: &'static str, run: Asking) -> Row {
    Row { name, least: 1, most: 1, run: Run::Asking(run) }
}

const FUNCTIONS: &[Row] = &[
    Row { name: "coalesce", least: 1, most: usize::MAX, run: Run::Lenient(coalesce) },
    plain("toLower", 1, 1, |a| Ok(Value::text(text(&a[0])?.to_lowercase()))),
    plain("toUpper", 1, 1, |a| Ok(Value::text(text(&a[0])?.to_uppercase()))),
    plain("trim", 1, 1, |a| Ok(Value::text(text(&a[0])?.trim()))),
    plain("lTrim", 1, 1, |a| Ok(Value::text(text(&a[0])?.trim_start()))),
    plain("rTrim", 1, 1, |a| Ok(Value::text(text(&a[0])?.trim_end()))),
    plain("replace", 3, 3, |a| Ok(Value::text(text(&a[0])?.replace(text(&a[1])?, text(&a[2])?)))),
    plain("split", 2, 2, |a| Ok(Value::list(text(&a[0])?.split(text(&a[1])?).map(Value::text)))),
    plain("substring", 2, 3, |a| {
        let length = a.get(2).map(count).transpose()?.unwrap_or(usize::MAX);
        Ok(Value::text(text(&a[0])?.chars().skip(count(&a[1])?).take(length).collect::<String>()))
    }),
    plain("left", 2, 2, |a| Ok(Value::text(text(&a[0])?.chars().take(count(&a[1])?).collect::<String>()))),
    plain("right", 2, 2, |a| {
        let chars: Vec<char> = text(&a[0])?.chars().collect();
        Ok(Value::text(chars[chars.len().saturating_sub(count(&a[1])?)..].iter().collect::<String>()))
    }),
    plain("reverse", 1, 1, |a| match &a[0] {
        Value::List(items) => Ok(Value::list(items.iter().rev().cloned())),
        other => Ok(Value::text(text(other)?.chars().rev().collect::<String>())),
    }),
    plain("size", 1, 1, |a| match &a[0] {
        Value::List(items) => Ok(Value::Integer(items.len() as i64)),
        Value::Map(entries) => Ok(Value::Integer(entries.len() as i64)),
        other => Ok(Value::Integer(text(other)?.chars().count() as i64)),
    }),
    plain("toString", 1, 1, |a| match &a[0] {
        Value::Text(_) => Ok(a[0].clone()),
        Value::Flag(flag) => Ok(Value::text(flag.to_string())),
        Value::Integer(n) => Ok(Value::text(n.to_string())),
        other => Ok(Value::text(number(other)?.to_string())),
    }),
    plain("toInteger", 1, 1, |a| match &a[0] {
        Value::Integer(_) => Ok(a[0].clone()),
        Value::Text(text) => Ok(text.trim().parse::<f64>().map_or(Value::Null, |n| Value::Integer(n as i64))),
        other => Ok(Value::Integer(number(other)? as i64)),
    }),
    plain("toFloat", 1, 1, |a| match &a[0] {
        Value::Text(text) => Ok(text.trim().parse().map_or(Value::Null, Value::Number)),
        other => Ok(Value::Number(number(other)?)),
    }),
    plain("abs", 1, 1, |a| match &a[0] {
        Value::Integer(n) => Ok(Value::Integer(n.saturating_abs())),
        Value::Hundredths(h) => Ok(Value::Hundredths(h.saturating_abs())),
        other => Ok(Value::Number(number(other)?.abs())),
    }),
    plain("ceil", 1, 1, |a| Ok(Value::Number(number(&a[0])?.ceil()))),
    plain("floor", 1, 1, |a| Ok(Value::Number(number(&a[0])?.floor()))),
    plain("round", 1, 2, |a| {
        let scale = 10_f64.powi(a.get(1).map(count).transpose()?.unwrap_or(0).min(15) as i32);
        Ok(Value::Number((number(&a[0])? * scale).round() / scale))
    }),
    plain("sqrt", 1, 1, |a| Ok(Value::Number(number(&a[0])?.sqrt()))),
    plain("log", 1, 1, |a| Ok(Value::Number(number(&a[0])?.ln()))),
    plain("log10", 1, 1, |a| Ok(Value::Number(number(&a[0])?.log10()))),
    plain("exp", 1, 1, |a| Ok(Value::Number(number(&a[0])?.exp()))),
    plain("sign", 1, 1, |a| {
        let n = number(&a[0])?;
        Ok(Value::Integer(if n > 0.0 {
            1
        } else if n < 0.0 {
            -1
        } else {
            0
        }))
    }),
    plain("head", 1, 1, |a| Ok(list(&a[0])?.first().cloned().unwrap_or(Value::Null))),
    plain("last", 1, 1, |a| Ok(list(&a[0])?.last().cloned().unwrap_or(Value::Null))),
    plain("tail", 1, 1, |a| Ok(Value::list(list(&a[0])?.iter().skip(1).cloned()))),
    plain("range", 2, 3, range),
    plain("length", 1, 1, |a| match &a[0] {
        Value::Path(path) => Ok(Value::Integer(path.edges.len() as i64)),
        Value::List(edges) => Ok(Value::Integer(edges.len() as i64)),
        other => Err(format!("takes a path, not {}; size(…) is for texts", other.kind())),
    }),
    plain("nodes", 1, 1, |a| match &a[0] {
        Value::Path(path) => Ok(Value::list(path.nodes.iter().map(|n| Value::Node(*n)))),
        other => Err(format!("takes a path, not {}", other.kind())),
    }),
    plain("relationships", 1, 1, |a| match &a[0] {
        Value::Path(path) => Ok(Value::list(path.edges.iter().map(|e| Value::Edge(*e)))),
        other => Err(format!("takes a path, not {}", other.kind())),
    }),
    asking("type", |ground, a| match &a[0] {
        Value::Edge(edge) => Ok(ground.relation(*edge)),
        _ => Ok(Value::Null),
    }),
    asking("labels", |ground, a| match &a[0] {
        Value::Node(node) => Ok(Value::list([ground.entity(*node, kind_column())?])),
        _ => Ok(Value::Null),
    }),
    asking("id", |ground, a| match &a[0] {
        Value::Node(node) => ground.entity(*node, 0),
        Value::Edge(edge) => {
            let (subject, object) = ground.ends(*edge);
            let parts = [ground.entity(subject, 0)?, ground.relation(*edge), ground.entity(object, 0)?];
            let parts = parts.iter().filter_map(|p| text(p).ok()).collect::<Vec<_>>();
            Ok(Value::text(parts.join(" ")))
        }
        _ => Ok(Value::Null),
    }),
    asking("startNode", |ground, a| match &a[0] {
        Value::Edge(edge) => Ok(Value::Node(ground.ends(*edge).0)),
        _ => Ok(Value::Null),
    }),
    asking("endNode", |ground, a| match &a[0] {
        Value::Edge(edge) => Ok(Value::Node(ground.ends(*edge).1)),
        _ => Ok(Value::Null),
    }),
];

/// The column that tells an entity's type.
pub(super) fn kind_column() -> usize {
    fields::entity_field("type").unwrap_or(ENTITY_COLUMNS.len())
}

impl Function {
    /// The function of a name, in any case; else what to say of it.
    pub(super) fn find(name: &str) -> Result<Function, String> {
        let found = FUNCTIONS.iter().position(|f| f.name.eq_ignore_ascii_case(name)).map(Function);
        found.ok_or_else(|| {
            let aggregates = ["count", "collect", "sum", "avg", "min", "max", "exists"];
            let known = FUNCTIONS.iter().map(|f| f.name).chain(aggregates);
            format!("there is no function `{name}`{}", suggestion(name, known))
        })
    }

    /// Whether it can be called with so many arguments; else what to say.
    pub(super) fn takes(self, arguments: usize) -> Result<(), String> {
        let row = &FUNCTIONS[self.0];
        if (row.least..=row.most).contains(&arguments) {
            return Ok(());
        }
        let many = match (row.least, row.most) {
            (1, 1) => "one argument".to_string(),
            (least, most) if least == most => format!("{least} arguments"),
            (least, usize::MAX) => format!("at least {least} arguments"),
            (least, most) => format!("{least} to {most} arguments"),
        };
        Err(format!("{} takes {many}, not {arguments}", row.name))
    }

    /// Whether it asks the entities' types.
    pub(super) fn needs_types(self) -> bool {
        FUNCTIONS[self.0].name == "labels"
    }

    /// Calls it.
    pub(super) fn call(
        self,
        ground: &Ground<'_>,
        arguments: &[Value],
        place: &super::fault::Place,
    ) -> Result<Value, Fault> {
        let row = &FUNCTIONS[self.0];
        let unknown = !matches!(row.run, Run::Lenient(_)) && arguments.iter().any(Value::is_null);
        if unknown {
            return Ok(Value::Null);
        }
        match row.run {
            Run::Plain(run) | Run::Lenient(run) => {
                run(arguments).map_err(|e| Fault::new(place.clone(), format!("{} {e}", row.name)))
            }
            Run::Asking(run) => run(ground, arguments),
        }
    }
}

fn text(value: &Value) -> Result<&str, String> {
    match value {
        Value::Text(text) => Ok(text),
        other => Err(format!("takes a text, not {}", other.kind())),
    }
}

fn number(value: &Value) -> Result<f64, String> {
    value.number().ok_or_else(|| format!("takes a number, not {}", value.kind()))
}

fn count(value: &Value) -> Result<usize, String> {
    match value {
        Value::Integer(n) => usize::try_from(*n).map_err(|_| "takes no negative number".to_string()),
        other => Err(format!("takes a whole number, not {}", other.kind())),
    }
}

fn list(value: &Value) -> Result<&[Value], String> {
    match value {
        Value::List(items) => Ok(items),
        other => Err(format!("takes a list, not {}", other.kind())),
    }
}

fn coalesce(values: &[Value]) -> Result<Value, String> {
    Ok(values.iter().find(|v| !v.is_null()).cloned().unwrap_or(Value::Null))
}

fn range(values: &[Value]) -> Result<Value, String> {
    let mut numbers = [0, 0, 1];
    for (number, value) in numbers.iter_mut().zip(values) {
        let Value::Integer(n) = value else { return Err(format!("takes whole numbers, not {}", value.kind())) };
        *number = *n;
    }
    let [from, to, step] = numbers;
    if step == 0 {
        return Err("takes a step other than 0".to_string());
    }
    let length = to.saturating_sub(from).checked_div(step).unwrap_or(0);
    if length > 10_000_000 {
        return Err("makes at most 10,000,000 numbers".to_string());
    }
    let reached = |n: &i64| if step > 0 { *n <= to } else { *n >= to };
    Ok(Value::list(std::iter::successors(Some(from), |n| n.checked_add(step)).take_while(reached).map(Value::Integer)))
}
