//! Models that learn: weights of features for classes, and the trees that weigh claims.

use techgraph::learn::{Boosted, BoostedOptions, Linear, Shuffle};

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

/// Weights of features for classes, some of few classes and some of many.
fn weights(classes: u16, features: u32) -> Vec<(u32, Vec<(u16, f32)>)> {
    let mut draw = Shuffle(5);
    let mut below = |n: u64| draw.next_u64() % n;
    let mut row = |nth: u32| {
        // Neighbours in their low bits, in their high bits and in both.
        let feature = [nth, nth << 16, nth.wrapping_mul(0x9e37_79b9), (7 << 20) + nth % 64][below(4) as usize];
        let many = [1, 2, 8, 9, u64::from(classes)][below(5) as usize].min(u64::from(classes));
        let first = below(u64::from(classes) - many + 1) as u16;
        let weight = |class| (first + class as u16, (below(200) as f32 - 99.5).round());
        (feature, (0..many).map(weight).filter(|(_, weight)| *weight != 0.0).collect::<Vec<_>>())
    };
    let mut rows: Vec<_> = (0..features).map(&mut row).filter(|(_, row)| !row.is_empty()).collect();
    rows.sort_by_key(|(feature, _)| *feature);
    rows.dedup_by_key(|(feature, _)| *feature);
    rows
}

#[test]
fn a_linear_model_adds_up_the_weights_of_the_features_it_knows() {
    for classes in [1, 4, 17, 51, 256] {
        let rows = weights(classes, 3000);
        let labels: Vec<String> = (0..classes).map(|class| class.to_string()).collect();
        let model = Linear::from_rows(labels, rows.clone(), 1.0);
        assert_eq!(model.len(), rows.len());
        for (feature, row) in &rows {
            let kept: Vec<(u16, f32)> =
                model.row(*feature).map(|(class, weight)| (u16::from(class), f32::from(weight))).collect();
            assert_eq!(kept, *row, "feature {feature} of {classes} classes");
            for class in 0..classes {
                let weight = row.iter().find(|(c, _)| *c == class).map_or(0.0, |(_, weight)| *weight);
                let mut found = Vec::new();
                model
                    .known(&[*feature ^ 0x8000_8000, *feature], |nth, row| found.push((nth, model.weight(row, class))));
                assert_eq!(found.last(), Some(&(1, weight)), "feature {feature}, class {class}");
            }
        }
        // Known and unknown ones together, more than are looked up or added up at once.
        let asked: Vec<u32> = rows.iter().flat_map(|(feature, _)| [*feature, feature ^ 0x8000]).take(1000).collect();
        let mut sums = vec![0.0; usize::from(classes)];
        for feature in &asked {
            let row = rows.iter().find(|(known, _)| known == feature);
            row.into_iter().flat_map(|(_, row)| row).for_each(|(class, weight)| sums[usize::from(*class)] += weight);
        }
        let mut scores = Vec::new();
        model.score(&asked, &mut scores);
        assert_eq!(scores, sums, "{classes} classes");
    }
}

#[test]
fn a_linear_model_comes_back_from_its_bytes_whole_or_not_at_all() {
    let labels: Vec<String> = (0..30).map(|class| class.to_string()).collect();
    let model = Linear::from_rows(labels, weights(30, 400), 0.5);
    let bytes = model.to_bytes();
    let back = Linear::from_bytes(&bytes).expect("a whole file");
    assert_eq!((back.len(), back.scale(), &back.labels), (model.len(), 0.5, &model.labels));
    assert_eq!(back.to_bytes(), bytes);
    for cut in 0..bytes.len() {
        assert!(Linear::from_bytes(&bytes[..cut]).is_none(), "{cut} of {} bytes", bytes.len());
    }
    let pruned = model.pruned(50);
    assert!(!pruned.is_empty() && pruned.len() < model.len());
    assert!(weights(30, 400).iter().flat_map(|(f, _)| pruned.row(*f)).all(|(_, weight)| weight.unsigned_abs() >= 50));
}
