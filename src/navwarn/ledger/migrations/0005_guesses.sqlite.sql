-- Components say what of them is guessed, and Maven's packages are found by their names without a group as well.
-- No table is another than before: what follows from records and inventories is made anew after every step.
UPDATE judgement SET coverage = '';
