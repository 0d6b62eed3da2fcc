package field

import (
	"regexp"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// What a value is to be moved by, with a word on one side or the other that
// says which way: "by two weeks", "up 10%", "a week earlier", "back a month".
var (
	shiftHead = regexp.MustCompile(`(?i)^(?:(up|out|back|later|on|another|more|down|earlier|ahead|forward|sooner|less|minus|plus)\b *)?(?:(by)\b *)?`)
	shiftTail = regexp.MustCompile(`(?i) +(?:(later|more|earlier|sooner|less|back|out|up|down|ahead|forward))$`)
	duration  = regexp.MustCompile(`(?i)^(.+?) *(days?|weeks?|wks?|months?|quarters?|years?)$`)
	downward  = regexp.MustCompile(`(?i)^(?:down|earlier|ahead|forward|sooner|less|minus)$`)
)

// Shift moves a date or an amount by what the words say. It fails for other
// kinds, for a value that is empty, and for words that name no way to go:
// "two weeks" alone is no shift. The words are English.
func Shift(k Kind, v Value, words string, view View) (Value, bool) {
	words = strings.TrimSpace(words)
	head := shiftHead.FindStringSubmatch(words)
	words = words[len(head[0]):]
	way := head[1]
	if tail := shiftTail.FindStringSubmatch(words); tail != nil {
		words, way = words[:len(words)-len(tail[0])], tail[1]
	}
	if v.IsZero() || way == "" && head[2] == "" {
		return Value{}, false
	}
	down := downward.MatchString(way)
	switch k {
	case Date:
		return shiftDate(v, words, down, view)
	case Money:
		return shiftMoney(v, words, down, view)
	}
	return Value{}, false
}

func shiftDate(v Value, words string, down bool, view View) (Value, bool) {
	m := duration.FindStringSubmatch(words)
	day, err := time.Parse(time.DateOnly, v.Norm)
	if m == nil || err != nil {
		return Value{}, false
	}
	n := 1
	if count := strings.ToLower(m[1]); count != "a" && count != "an" && count != "one" && count != "another" {
		t, _ := TypeOf(Number)
		number, _, ok := t.Read(count, view)
		d, err := decimal.NewFromString(number.Norm)
		if !ok || err != nil || !d.IsInteger() || d.Abs().GreaterThan(decimal.New(400, 0)) {
			return Value{}, false
		}
		n = int(d.IntPart())
	}
	if down {
		n = -n
	}
	switch strings.ToLower(m[2])[0] {
	case 'd':
		day = day.AddDate(0, 0, n)
	case 'w':
		day = day.AddDate(0, 0, 7*n)
	case 'm':
		day = addMonths(day, n)
	case 'q':
		day = addMonths(day, 3*n)
	default:
		day = addMonths(day, 12*n)
	}
	return Value{Norm: day.Format(time.DateOnly)}, true
}

// addMonths keeps within the month that is meant: a month after January 31 is
// the last day of February.
func addMonths(day time.Time, n int) time.Time {
	to := day.AddDate(0, n, 0)
	if to.Day() != day.Day() {
		to = to.AddDate(0, 0, -to.Day())
	}
	return to
}

func shiftMoney(v Value, words string, down bool, view View) (Value, bool) {
	was, err := decimal.NewFromString(v.Norm)
	if err != nil {
		return Value{}, false
	}
	var by decimal.Decimal
	if t, _ := TypeOf(Percent); strings.ContainsAny(words, "%") || strings.HasSuffix(strings.ToLower(words), "percent") {
		p, _, ok := t.Read(words, view)
		if by, err = decimal.NewFromString(p.Norm); !ok || err != nil {
			return Value{}, false
		}
		by = was.Mul(by).Div(decimal.New(100, 0))
	} else {
		t, _ := TypeOf(Money)
		m, _, ok := t.Read(words, view)
		if by, err = decimal.NewFromString(m.Norm); !ok || err != nil || m.Unit != "" && v.Unit != "" && m.Unit != v.Unit {
			return Value{}, false
		}
	}
	if down {
		by = by.Neg()
	}
	return Value{Norm: was.Add(by).Round(2).String(), Unit: v.Unit}, true
}
