package machine_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"parley/connectors/hubspot"
	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/machine"
)

// portal is a HubSpot account in memory. It does what it is asked to and
// answers as HubSpot does, with failures of every kind in between.
type portal struct {
	rnd      *rand.Rand
	records  map[string]map[string]action.Record // by object and id
	choices  map[string][]field.Choice           // by the action that gives them
	numbers  int
	faults   float64                  // how likely a call fails
	signedIn bool                     // whether the person has given access
	made     map[string]action.Record // by the operation that created it
}

var objects = func() map[string]action.Object {
	all := map[string]action.Object{}
	for _, o := range hubspot.Objects() {
		all[o.Name] = o
	}
	return all
}()

var specs = func() map[string]action.Spec {
	all := map[string]action.Spec{}
	for _, a := range hubspot.Actions(nil) {
		all[a.Spec.Name] = a.Spec
	}
	return all
}()

var (
	firstNames = []string{"Jane", "Robert", "Ana", "Wade", "Guy", "Cameron", "Leslie", "José", "Mei", "Olu"}
	lastNames  = []string{"Cooper", "Fox", "López", "Warren", "Hawkins", "Williamson", "O'Neil", "Tan", "Adeyemi", "van Dijk"}
	companies  = []string{"Bolt", "Acme", "Globex", "Initech", "Umbra Textiles", "Hooli", "Stark & Sons", "Blue Peak"}
	dealNames  = []string{"Blue Harbor renewal", "Acme, 50 seats", "Globex expansion", "Initech pilot", "Q3 rollout", "Umbra retainer", "Next Level", "Help Desk rollout", "No Limits",
		"Stop-loss audit", "Northwind 2027", "Harbor & Sons", "Widgets", "Gadget line", "Closed Loop project", "Spring campaign", "Server room", "Data platform", "Sea View fit-out", "Museum shop"}
)

// newPortal makes an account. A crowded one has more of everything, with
// longer names.
func newPortal(rnd *rand.Rand, crowded bool) *portal {
	p := &portal{rnd: rnd, records: map[string]map[string]action.Record{"deal": {}, "contact": {}}, numbers: 48123000000, made: map[string]action.Record{}, choices: map[string][]field.Choice{}}
	stages := []string{"Appointment Scheduled", "Qualified To Buy", "Presentation Scheduled", "Decision Maker Bought-In", "Contract Sent", "Closed Won", "Closed Lost"}
	owners := []string{"Maria Keller", "Tom Okafor", "Lea Brandt"}
	pipelines := []string{"Sales Pipeline"}
	if crowded {
		pipelines = append(pipelines, "Partner Pipeline", "Renewals")
		for i := range 25 {
			owners = append(owners, fmt.Sprintf("Colleague Number%c of the Long Name", 'A'+i))
			stages = append(stages, fmt.Sprintf("Waiting for department %c", 'A'+i))
		}
	}
	for i, name := range pipelines {
		p.choices["hubspot.deal_pipelines"] = append(p.choices["hubspot.deal_pipelines"], field.Choice{Value: fmt.Sprint("p", i), Label: name})
	}
	for i, name := range stages {
		p.choices["hubspot.deal_stages"] = append(p.choices["hubspot.deal_stages"], field.Choice{Value: fmt.Sprint(90000 + i), Label: name})
	}
	for i, name := range owners {
		p.choices["hubspot.owners"] = append(p.choices["hubspot.owners"], field.Choice{Value: fmt.Sprint(700 + i), Label: name})
	}
	for i, name := range []string{"Subscriber", "Lead", "Opportunity", "Customer"} {
		p.choices["hubspot.lifecycle_stages"] = append(p.choices["hubspot.lifecycle_stages"], field.Choice{Value: fmt.Sprint("l", i), Label: name})
	}
	for i, name := range dealNames[:12] {
		fields := map[string]field.Value{"name": {Norm: name}, "stage": value(p.some("hubspot.deal_stages")), "pipeline": value(p.choices["hubspot.deal_pipelines"][0])}
		if i%4 > 0 {
			fields["amount"] = field.Value{Norm: fmt.Sprint(1000 * (i + 1)), Unit: "USD"}
		}
		if i%3 > 0 {
			fields["close_date"] = field.Value{Norm: fmt.Sprintf("2026-12-%02d", i+1)}
		}
		if i%2 > 0 {
			fields["owner"] = value(p.some("hubspot.owners"))
		}
		p.add("deal", fields)
	}
	for i := range 10 {
		first, last := firstNames[i], lastNames[i]
		p.add("contact", map[string]field.Value{"first_name": {Norm: first}, "last_name": {Norm: last}, "email": {Norm: fmt.Sprintf("person%d@%s.example", i, strings.ToLower(companies[i%4]))},
			"company": {Norm: companies[i%len(companies)]}, "phone": {Norm: fmt.Sprintf("+4420794603%02d", i)}, "lifecycle_stage": value(p.some("hubspot.lifecycle_stages"))})
	}
	return p
}

func value(c field.Choice) field.Value { return field.Value{Norm: c.Value, Label: c.Label} }

func (p *portal) some(source string) field.Choice {
	list := p.choices[source]
	return list[p.rnd.IntN(len(list))]
}

func (p *portal) add(object string, fields map[string]field.Value) action.Record {
	p.numbers++
	id := fmt.Sprint(p.numbers)
	r := action.Record{Object: object, ID: id, URL: "https://example.com/" + object + "/" + id, Fields: maps.Clone(fields)}
	r.Fields["created"] = field.Value{Norm: "2026-11-23"}
	p.records[object][id] = titled(r)
	return p.records[object][id]
}

func titled(r action.Record) action.Record {
	if r.Object == "contact" {
		name := strings.TrimSpace(r.Fields["first_name"].Norm + " " + r.Fields["last_name"].Norm)
		if name == "" {
			name = r.Fields["email"].Norm
		}
		r.Fields["name"] = field.Value{Norm: name}
	}
	r.Title = r.Fields["name"].Norm
	return r
}

// clone makes a copy that goes its own way.
func (p *portal) clone() *portal {
	q := *p
	q.records = map[string]map[string]action.Record{}
	for object, all := range p.records {
		q.records[object] = maps.Clone(all)
	}
	q.made = maps.Clone(p.made)
	return &q
}

// all lists the records of a kind, the oldest first.
func (p *portal) all(object string) []action.Record {
	var list []action.Record
	for _, id := range slices.Sorted(maps.Keys(p.records[object])) {
		list = append(list, p.records[object][id])
	}
	return list
}

// answer carries an operation out, or fails to.
func (p *portal) answer(op machine.Operation, id string, now time.Time) machine.Event {
	head := machine.Head{ID: id, At: now}
	spec := specs[op.Action]
	if !p.signedIn || p.rnd.Float64() < p.faults/4 {
		p.signedIn = false
		return machine.SignInNeeded{Head: head, Op: op.ID, Provider: "hubspot", Start: "/connect/hubspot", Until: now.Add(10 * time.Minute)}
	}
	failed := machine.OperationFailed{Head: head, Op: op.ID, Since: now}
	if op.Settle {
		r, there := p.made[op.ID]
		switch {
		case p.rnd.Float64() < p.faults:
			failed.Kind = action.Unknown
		case there:
			return machine.OperationDone{Head: head, Op: op.ID, Result: action.Result{Records: []action.Record{r}}}
		default:
			failed.Kind = action.Missing
		}
		return failed
	}
	if len(spec.Fails) > 0 && p.rnd.Float64() < p.faults {
		failed.Kind = spec.Fails[p.rnd.IntN(len(spec.Fails))]
		switch failed.Kind {
		case action.Unknown:
			if p.rnd.IntN(2) == 0 {
				p.do(op)
			}
		case action.Invalid:
			if spec.Effect == action.Create {
				failed.Fields = []action.FieldProblem{{Field: []string{"amount", "phone", "name", "email"}[p.rnd.IntN(4)], Text: "HubSpot doesn't take that value."}}
			}
		case action.Missing:
			delete(p.records[spec.Object], op.Args["id"].Norm) // somebody else deleted it
		}
		return failed
	}
	result, problem := p.do(op)
	if problem != nil {
		failed.Kind, failed.Text, failed.Existing = problem.Kind, problem.Text, problem.Existing
		return failed
	}
	return machine.OperationDone{Head: head, Op: op.ID, Result: result}
}

// do carries an operation out.
func (p *portal) do(op machine.Operation) (action.Result, *action.Problem) {
	spec := specs[op.Action]
	verb := op.Action[strings.LastIndex(op.Action, ".")+1:]
	records := p.records[spec.Object]
	r, there := records[op.Args["id"].Norm]
	one := func(r action.Record) action.Result { return action.Result{Records: []action.Record{r}} }
	switch {
	case verb == "account":
		a := account()
		a.Currency = "USD"
		return action.Result{Account: &a}, nil
	case spec.Gives == action.GivesChoices:
		return action.Result{Choices: p.choices[op.Action]}, nil
	case verb == "create":
		if made, again := p.made[op.ID]; again {
			return one(made), nil
		}
		for _, other := range p.all(spec.Object) {
			if e := op.Args["email"].Norm; e != "" && other.Fields["email"].Norm == e {
				return action.Result{}, &action.Problem{Kind: action.Conflict, Text: "There is a contact with this e-mail address already.", Existing: &other}
			}
		}
		fields := maps.Clone(op.Args)
		delete(fields, "contact")
		made := p.add(spec.Object, fields)
		p.made[op.ID] = made
		return one(made), nil
	case verb == "find", verb == "search", verb == "list":
		var fits []action.Record
		for _, r := range p.all(spec.Object) {
			if r.ID == strings.TrimPrefix(op.Args["text"].Norm, "#") {
				return one(r), nil
			}
			if inRecord(r, op.Args["text"].Norm) && (op.Args["stage"].IsZero() || r.Fields["stage"].Norm == op.Args["stage"].Norm) {
				fits = append(fits, r)
			}
		}
		from, limit := 0, 6
		fmt.Sscan(op.Args["after"].Norm, &from)
		fmt.Sscan(op.Args["limit"].Norm, &limit)
		res := action.Result{Total: len(fits), Records: fits[min(from, len(fits)):min(from+limit, len(fits))]}
		if from+limit < len(fits) && verb != "find" {
			res.Next = fmt.Sprint(from + limit)
		}
		return res, nil
	case !there:
		if verb == "delete" {
			return action.Result{}, nil // gone already is as good
		}
		return action.Result{}, &action.Problem{Kind: action.Missing, Text: "There is no such record."}
	case verb == "delete":
		delete(records, r.ID)
		return action.Result{}, nil
	case verb == "update":
		for name, was := range op.Args["was"].Set {
			if now := r.Fields[name]; now.Norm != was.Norm && now.Norm != op.Args["changes"].Set[name].Norm {
				return action.Result{}, &action.Problem{Kind: action.Conflict, Text: "Somebody changed it.", Existing: &r}
			}
		}
		r.Fields = maps.Clone(r.Fields)
		for name, v := range op.Args["changes"].Set {
			if r.Fields[name] = v; v.Norm == "" {
				delete(r.Fields, name)
			}
		}
		r = titled(r)
		records[r.ID] = r
	}
	return one(r), nil
}

// inRecord tells whether a record has all the words somewhere.
func inRecord(r action.Record, text string) bool {
	var all string
	for _, name := range slices.Sorted(maps.Keys(r.Fields)) {
		all += " " + strings.ToLower(r.Fields[name].Norm)
	}
	for _, w := range strings.Fields(strings.ToLower(text)) {
		if !strings.Contains(all, w) {
			return false
		}
	}
	return true
}

// titles are what the records are called, by id.
func (p *portal) titles() map[string]string {
	all := map[string]string{}
	for _, records := range p.records {
		for id, r := range records {
			all[id] = r.Title
		}
	}
	return all
}

// elsewhere is what somebody else does at the same time.
func (p *portal) elsewhere() {
	list := p.all("deal")
	if len(list) == 0 {
		return
	}
	r := list[p.rnd.IntN(len(list))]
	r.Fields = maps.Clone(r.Fields)
	r.Fields["amount"] = field.Value{Norm: fmt.Sprint(100 * (1 + p.rnd.IntN(90))), Unit: "USD"}
	p.records["deal"][r.ID] = r
}
