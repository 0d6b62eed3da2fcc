package machine

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// Batch is several records that get the same write after one yes: "move the
// first three to closed won". They are read before the confirm question, which
// shows each, and written one after the other under ids of their own. At a
// failure it stops; what is left stays for trying again.
type Batch struct {
	Refs []Ref `json:"r"`
	// Was has the values that change, as they were read.
	Was     []map[string]field.Value `json:"w,omitempty"`
	Fields  string                   `json:"f,omitempty"` // for which changes
	Done    int                      `json:"n,omitempty"` // how many of them were written
	Skipped []string                 `json:"k,omitempty"` // ids of those that failed and were left out
}

// maxBatch is how many records one yes can be for.
const maxBatch = 10

var counts = map[string]int{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "couple": 2}
var ordinals = map[string]int{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}

// aboutSeveral reads a sentence about several rows of the table on show.
func (st *step) aboutSeveral(_ *Frame, text string) []match.Meaning {
	m := several.FindStringSubmatch(text)
	if p := partOfSeveral.FindStringSubmatch(text); p != nil {
		m = []string{text, p[1], p[3], p[2] + " " + p[4]} // the amount of the first two
	}
	if m == nil {
		return nil
	}
	refs := st.rows(strings.ToLower(m[2]))
	effect, rest := effects[strings.ToLower(m[1])], joined.ReplaceAllString(m[3], "")
	if len(refs) < 2 || len(refs) > maxBatch || rest != "" && effect != action.Update {
		return nil
	}
	for _, c := range st.m.dialogs {
		if c.effect != effect || c.spec.Object != refs[0].Object || c.about() == nil {
			continue
		}
		var ids []string
		for _, r := range refs {
			ids = append(ids, r.ID)
		}
		list := []match.Meaning{
			{Command: match.Start, Dialog: c.Name, Text: text, Score: 1},
			{Command: match.Set, Field: c.about().name, Text: refs[0].Title, Value: &field.Value{Norm: refs[0].ID, Label: refs[0].Title, From: field.Remembered}},
			{Command: match.Several, Text: strings.Join(ids, " ")},
		}
		for _, a := range c.fields {
			if a.kind == field.Changes && rest != "" {
				list = append(list, match.Meaning{Command: match.Set, Field: a.name, Text: rest})
			}
		}
		return list
	}
	return nil
}

// rows finds the rows that words such as "the first three" stand for.
func (st *step) rows(which string) []Ref {
	list := st.s.Memory.List
	words := strings.Fields(strings.TrimPrefix(which, "the "))
	switch {
	case len(words) == 0 || len(list) == 0:
		return nil
	case strings.HasPrefix(which, "all") || which == "them" || which == "them all" || which == "these" || which == "those" || which == "everything":
		return list
	case words[0] == "both":
		if len(list) == 2 {
			return list
		}
		return nil
	}
	if len(words) > 1 && (words[0] == "first" || words[0] == "last") {
		n, err := strconv.Atoi(words[1])
		if err != nil {
			n = counts[words[1]]
		}
		switch {
		case n > 1 && n <= len(list) && words[0] == "first":
			return list[:n]
		case n > 1 && n <= len(list):
			return list[len(list)-n:]
		}
	}
	var refs []Ref
	from := st.firstRow()
	for _, p := range places.FindAllString(which, maxBatch) {
		n, err := strconv.Atoi(p)
		switch {
		case err == nil:
			n -= from - 1
		case p == "last":
			n = len(list)
		default:
			n = ordinals[p]
		}
		if n < 1 || n > len(list) || slices.Contains(refs, list[n-1]) {
			return nil
		}
		refs = append(refs, list[n-1])
	}
	return refs
}

// firstRow is the number that the table on show gives its first row.
func (st *step) firstRow() int {
	for _, f := range []*Frame{st.top(), st.s.Memory.Table} {
		if f != nil && f.List != nil && f.State == stateResults {
			return f.List.From
		}
	}
	return 1
}

// newBatch takes the rows that a reading names.
func (st *step) newBatch(ids string) *Batch {
	b := &Batch{}
	for _, id := range strings.Fields(ids) {
		if i := slices.IndexFunc(st.s.Memory.List, func(r Ref) bool { return r.ID == id }); i >= 0 {
			b.Refs = append(b.Refs, st.s.Memory.List[i])
		}
	}
	if len(b.Refs) < 2 {
		return nil
	}
	return b
}

// changed names the fields that a batch is about to change.
func (f *Frame) changed(c *Compiled) []string {
	for _, a := range c.fields {
		if a.kind == field.Changes {
			return slices.Sorted(maps.Keys(f.Fields[a.name].Set))
		}
	}
	return nil
}

// toRead tells whether records of a batch have not been read yet for what is
// to change.
func (f *Frame) toRead(c *Compiled) bool {
	if f.Batch == nil {
		return false
	}
	b := *f.Batch
	if fields := strings.Join(f.changed(c), ","); b.Fields != fields {
		b.Fields, b.Was = fields, nil
		f.Batch = &b
	}
	return len(b.Was) < len(b.Refs)
}

// readsBatch tells whether the records of a batch are being read: the one that
// was named first is known then.
func (f *Frame) readsBatch(a *ask) bool {
	_, known := f.Fields[a.name]
	return f.Batch != nil && known && f.Raw[a.name] == ""
}

// readNext wishes for the next record of a batch.
func (st *step) readNext(f *Frame, a *ask) {
	id := f.Batch.Refs[len(f.Batch.Was)].ID
	st.wish(f, action.Read, action.Call{Action: a.object.Get, Args: map[string]field.Value{"id": {Norm: id}}})
}

// readOne takes it. A record that is gone leaves the batch.
func (st *step) readOne(f *Frame, c *Compiled, records []action.Record) {
	b := *f.Batch
	n := len(b.Was)
	if len(records) == 0 {
		st.say("batch_gone", "record", b.Refs[n].Title)
		b.Refs = slices.Delete(slices.Clone(b.Refs), n, n+1)
	} else {
		was := map[string]field.Value{}
		for _, name := range f.changed(c) {
			was[name] = records[0].Fields[name]
		}
		b.Was = append(b.Was[:n:n], was)
	}
	f.Batch, f.Was = &b, nil // of the first one no more is needed either
	switch {
	case len(b.Refs) == 0:
		st.goTo(f, stateCancelled)
		st.pop(nil)
	default:
		st.proceed(f)
	}
}

// batchLines shows what the yes would do to each record.
func (st *step) batchLines(f *Frame, c *Compiled) []Line {
	var lines []Line
	set := f.changes(c)
	for i, was := range f.Batch.Was[f.Batch.Done:] {
		r := f.Batch.Refs[f.Batch.Done+i]
		if c.effect == action.Delete {
			lines = append(lines, Line{Label: capital(c.spec.Object), Value: r.Title})
			continue
		}
		for _, name := range f.changed(c) {
			of, _ := c.object.Field(name)
			label := r.Title
			if len(set) > 1 {
				label += ", " + of.Label
			}
			lines = append(lines, Line{Label: label, Value: st.showOr(of.Kind, set[name], st.text("nothing")), Was: st.showOr(of.Kind, was[name], st.text("nothing"))})
		}
	}
	return lines
}

func (f *Frame) changes(c *Compiled) map[string]field.Value {
	for _, a := range c.fields {
		if a.kind == field.Changes {
			return f.Fields[a.name].Set
		}
	}
	return nil
}

// batchArgs are the arguments for the record that is next.
func (f *Frame) batchArgs(args map[string]field.Value) {
	r := f.Batch.Refs[f.Batch.Done]
	args["id"] = field.Value{Norm: r.ID, Label: r.Title}
	if len(f.Batch.Was[f.Batch.Done]) > 0 {
		args["was"] = field.Value{Set: f.Batch.Was[f.Batch.Done]}
	}
}

// wroteOne goes on after one record of a batch was written. It tells whether
// others are left.
func (st *step) wroteOne(f *Frame, c *Compiled, op Operation, record *action.Record) bool {
	st.keepWrite(f, c, op, record)
	if c.effect == action.Delete {
		st.forget(c.spec.Object, op.Args["id"].Norm)
	}
	return st.nextOfBatch(f)
}

func (st *step) nextOfBatch(f *Frame) bool {
	b := *f.Batch
	b.Done++
	f.Batch = &b
	if b.Done == len(b.Refs) {
		return false
	}
	st.enter(f, stateRun)
	return true
}

// batchEnd says what became of each record.
func (st *step) batchEnd(f *Frame, c *Compiled) {
	written, left := f.Batch.split()
	msg := Message{Kind: KindTable, Object: c.spec.Object, From: 1, To: len(f.Batch.Refs), Total: len(f.Batch.Refs),
		Columns: []string{capital(st.noun(c.spec.Object)), capital(st.text("batch_result"))}}
	for _, r := range f.Batch.Refs {
		result := st.text("batch_" + string(c.effect))
		if slices.Contains(f.Batch.Skipped, r.ID) {
			result = st.text("batch_left")
		}
		msg.Rows = append(msg.Rows, Row{ID: r.ID, Cells: []string{r.Title, result}})
	}
	msg.Text = st.text("batch_done", "count", itoa(len(written)), "records", st.list(written))
	if len(left) > 0 {
		msg.Text = sentences(msg.Text, st.text("batch_not_done", "records", st.list(left)))
	}
	st.msgs = append(st.msgs, msg)
}

// split tells the records that were written from those that were not.
func (b *Batch) split() (written, left []string) {
	for i, r := range b.Refs {
		if i < b.Done && !slices.Contains(b.Skipped, r.ID) {
			written = append(written, r.Title)
		} else {
			left = append(left, r.Title)
		}
	}
	return written, left
}

// batchFailed stops at the record that failed. The rest is kept.
func (st *step) batchFailed(f *Frame, c *Compiled, e OperationFailed) {
	written, left := f.Batch.split()
	st.goTo(f, stateFailed)
	text := st.text("batch_failed", "record", f.Batch.Refs[f.Batch.Done].Title, "problem", st.failureOf(c.effect, e))
	if len(written) > 0 {
		text = sentences(text, st.text("batch_so_far", "records", st.list(written)))
	}
	if len(left) > 1 {
		text = sentences(text, st.text("batch_not_done", "records", st.list(left[1:])))
	}
	st.notice("warning", text, e.Reference)
	if e.Kind != action.Missing { // what is gone stays gone
		st.offer(st.button("retry"))
	}
	if len(left) > 1 {
		st.offer(st.button("skip_one"))
	}
	st.offer(st.button("cancel"))
}

// skipOne leaves out the record that failed.
func (st *step) skipOne(f *Frame) {
	b := *f.Batch
	b.Skipped = append(b.Skipped[:len(b.Skipped):len(b.Skipped)], b.Refs[b.Done].ID)
	f.Batch = &b
	if !st.nextOfBatch(f) {
		st.batchEnd(f, st.m.of(f))
		st.goTo(f, stateCancelled)
		st.pop(nil)
	}
}
