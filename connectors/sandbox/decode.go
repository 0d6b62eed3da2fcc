package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// decode reads a JSON body into v, or says where it is wrong.
func (c *call) decode(v any) *apiError {
	dec := json.NewDecoder(bytes.NewReader(c.body))
	dec.UseNumber()
	err := dec.Decode(v)
	if err == nil {
		if _, more := dec.Token(); errors.Is(more, io.EOF) {
			return nil
		}
		return c.badJSON(dec.InputOffset(), "unexpected text after the end")
	}
	offset := int64(len(c.body))
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &kind):
		offset = kind.Offset
	}
	return c.badJSON(offset, strings.TrimPrefix(err.Error(), "json: "))
}

func (c *call) badJSON(offset int64, what string) *apiError {
	before := c.body[:min(max(offset, 0), int64(len(c.body)))]
	line := bytes.Count(before, []byte("\n")) + 1
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return invalid("Invalid input JSON on line %d, column %d: %s", line, column, what)
}

func (c *call) missingField(name string) *apiError {
	return invalid("Invalid input JSON on line 1, column 2. Some required fields were not set: [%s]", name)
}

// number reads a whole number of the query, at least 1 when there is a
// default and not negative otherwise.
func (c *call) number(name string, otherwise, most int) (int, *apiError) {
	text := c.query.Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < min(otherwise, 1) || n > most {
		return 0, invalid("Invalid %s: %s. It must be a whole number, at most %d.", name, text, most)
	}
	return n, nil
}

// names reads a list of names, comma separated, repeated, or both.
func (c *call) names(key string) []string {
	var out []string
	for _, part := range c.query[key] {
		for _, name := range strings.Split(part, ",") {
			if name = strings.TrimSpace(name); name != "" {
				out = append(out, name)
			}
		}
	}
	return out
}

// nextPage points to the rest of a list.
func (c *call) nextPage(after string) map[string]any {
	query := url.Values{}
	for key, values := range c.query {
		query[key] = values
	}
	query.Set("after", after)
	scheme := "http"
	if c.r.TLS != nil {
		scheme = "https"
	}
	link := url.URL{Scheme: scheme, Host: c.r.Host, Path: c.askedPath(), RawQuery: query.Encode()}
	return map[string]any{"next": map[string]string{"after": after, "link": link.String()}}
}

// askedPath is the path with the date back where it was.
func (c *call) askedPath() string {
	rest, ok := strings.CutPrefix(c.r.URL.Path, "/crm/"+c.version+"/")
	if !ok || strings.HasPrefix(c.version, "v") {
		return c.r.URL.Path
	}
	api, rest, _ := strings.Cut(rest, "/")
	return strings.TrimRight("/crm/"+api+"/"+c.version+"/"+rest, "/")
}

// inputs is a write's property values, as they may come: text, numbers and
// booleans. Null is as if it had not been sent.
type inputs map[string]string

func (in *inputs) UnmarshalJSON(data []byte) error {
	var raw map[string]any
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err := dec.Decode(&raw); err != nil {
		return err
	}
	if raw == nil {
		return nil
	}
	*in = inputs{}
	for name, value := range raw {
		switch v := value.(type) {
		case nil:
		case string:
			(*in)[name] = v
		case bool:
			(*in)[name] = strconv.FormatBool(v)
		case json.Number:
			(*in)[name] = v.String()
		default:
			return fmt.Errorf("cannot read a text from the value of %q", name)
		}
	}
	return nil
}

// id is a record id that may come as text or as a number.
type id string

func (i *id) UnmarshalJSON(data []byte) error {
	*i = id(strings.Trim(string(data), `"`))
	return nil
}

// recordID reads the id of the path.
func (c *call) recordID(name string) (int64, *apiError) {
	text := c.r.PathValue(name)
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= 0 {
		return 0, notAnID(text)
	}
	return n, nil
}

func created(v any, location string) answer {
	a := jsonAnswer(http.StatusCreated, v)
	a.set("Location", location)
	return a
}
