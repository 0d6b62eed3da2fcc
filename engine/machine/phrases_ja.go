package machine

import "regexp"

// How people say in Japanese what the step understands by itself.
var japanesePhrases = []rendering{
	{regexp.MustCompile(`^([^\s@]+@[A-Za-z0-9.-]+) *を *(?:記録|登録|追加|保存)(?:して|する|します|してください|お願いします)*[。]?$`), "add $1 to my contacts"},
	{regexp.MustCompile(`^([^\s@]+@[A-Za-z0-9.-]+) *を *(?:削除|消)(?:して|する|します|してください|お願いします)*[。]?$`), "delete the contact $1"},
	{regexp.MustCompile(`^([^\s@]+@[A-Za-z0-9.-]+) *を *(?:表示|見せ|開い)(?:て|して|する|します|してください|お願いします)*[。]?$`), "show the contact $1"},
	{regexp.MustCompile(`^(?:それ|これ)を *(?:削除|消)(?:して|する|します|してください|お願いします)*[。]?$`), "delete it"},
}
