package verdict

// RowsFor gives the sentences of the rows that cover a combination.
func RowsFor(w Witnesses) []string {
	var sentences []string
	for _, r := range table {
		if r.covers(w) {
			sentences = append(sentences, r.Sentence)
		}
	}
	return sentences
}

// Rows gives what each row of the table says.
func Rows() []Judgement {
	all := make([]Judgement, len(table))
	for i, r := range table {
		all[i] = r.Judgement
	}
	return all
}
