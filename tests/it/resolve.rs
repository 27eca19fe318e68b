//! One company, one node: and two companies, two.

use techgraph::relation::EntityRef;
use techgraph::resolve::Resolver;
use techgraph::value::EntityType;
use techgraph::vocab::Vocabulary;

fn id(name: &str) -> String {
    let end = EntityRef { name: name.to_string(), kind: EntityType::Organization, mentions: vec![name.to_string()] };
    Resolver::new(Vocabulary::builtin()).entity(&end).id.to_string()
}

#[test]
fn forms_of_one_company_are_one() {
    for (form, other) in [
        ("AMD", "Advanced Micro Devices"),
        ("Advanced Micro Devices, Inc.", "Advanced Micro Devices"),
        ("Nvidia Corp.", "NVIDIA"),
        ("The New York Times Company", "New York Times Co."),
        ("Zanova GmbH", "Zanova"),
        ("Zanova’s", "Zanova"),
        ("Zänova Inc", "Zanova"),
    ] {
        assert_eq!(id(form), id(other), "{form} and {other}");
    }
}

#[test]
fn names_that_differ_in_more_than_a_legal_form_are_two() {
    for (one, other) in [
        ("Advanced Micro Devices", "Advanced Energy Industries"),
        ("Applied Materials", "Applied Intuition"),
        ("Zanova Robotics", "Zanova Capital"),
        ("Samsung Electronics", "Samsung Display"),
        ("General Motors", "General Dynamics"),
        ("Zanova", "Zanova Foods"),
    ] {
        assert_ne!(id(one), id(other), "{one} and {other}");
    }
}
