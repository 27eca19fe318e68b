//! Models that learn: the trees that weigh claims.

use techgraph::learn::{Boosted, BoostedOptions, Shuffle};

/// Rows of two numbers whose answer is yes where just one of them is high, with a third that tells nothing.
fn either() -> (Vec<Vec<f32>>, Vec<bool>) {
    let mut draw = Shuffle(3);
    let mut number = || (draw.next_u64() % 100) as f32;
    let rows: Vec<Vec<f32>> = (0..2000).map(|_| vec![number(), number(), number()]).collect();
    let answers = rows.iter().map(|r| (r[0] > 60.0) != (r[1] > 30.0)).collect();
    (rows, answers)
}

#[test]
fn trees_learn_what_counts_only_beside_another() {
    let (rows, answers) = either();
    let forest = Boosted::train(&rows, &answers, &BoostedOptions::default());
    for (row, yes) in
        [([10.0, 10.0, 5.0], false), ([90.0, 10.0, 5.0], true), ([10.0, 90.0, 5.0], true), ([90.0, 90.0, 5.0], false)]
    {
        let p = forest.probability(&row);
        assert!((p > 0.5) == yes && !(0.1..0.9).contains(&p), "{row:?} is {p}");
    }
}

#[test]
fn the_same_rows_give_the_same_trees_and_another_seed_others() {
    let (rows, answers) = either();
    let options = BoostedOptions { trees: 20, ..Default::default() };
    let forest = Boosted::train(&rows, &answers, &options);
    assert_eq!(forest.to_bytes(), Boosted::train(&rows, &answers, &options).to_bytes());
    assert_ne!(forest.to_bytes(), Boosted::train(&rows, &answers, &BoostedOptions { seed: 8, ..options }).to_bytes());
}

#[test]
fn trees_come_back_from_their_bytes() {
    let (rows, answers) = either();
    let forest = Boosted::train(&rows, &answers, &BoostedOptions { trees: 30, ..Default::default() });
    let bytes = forest.to_bytes();
    let back = Boosted::from_bytes(&bytes).expect("a whole file");
    assert!(!back.is_empty());
    assert!(rows.iter().all(|row| back.odds(row) == forest.odds(row)));
    assert_eq!(back.to_bytes(), bytes);
    for cut in 0..bytes.len() {
        assert!(Boosted::from_bytes(&bytes[..cut]).is_none(), "{cut} of {} bytes", bytes.len());
    }
    assert!(Boosted::from_bytes(&[&bytes[..], &[0]].concat()).is_none());
}

#[test]
fn a_column_that_a_row_lacks_counts_as_nothing() {
    let (rows, answers) = either();
    let forest = Boosted::train(&rows, &answers, &BoostedOptions { trees: 50, ..Default::default() });
    assert_eq!(forest.odds(&[90.0]), forest.odds(&[90.0, 0.0, 0.0]));
}

#[test]
fn of_nothing_nothing_is_learned() {
    let forest = Boosted::train(&[], &[], &BoostedOptions { trees: 3, ..Default::default() });
    assert!((forest.probability(&[1.0]) - 0.5).abs() < 1e-6);
}
