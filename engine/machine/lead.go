package machine

// lead says something that leads over to the question or the confirmation
// that follows in the same turn: both become one message, so that nobody gets
// two bubbles for one thing.
func (st *step) lead(text string) {
	text = st.led(text)
	st.msgs = append(st.msgs, Message{Kind: KindText, Text: text})
	st.leads = len(st.msgs)
}

// led puts what leads over in front of a text.
func (st *step) led(text string) string {
	if st.leads == 0 || st.leads != len(st.msgs) {
		return text
	}
	lead := st.msgs[len(st.msgs)-1].Text
	st.msgs, st.leads = st.msgs[:len(st.msgs)-1], 0
	return sentences(lead, text)
}
