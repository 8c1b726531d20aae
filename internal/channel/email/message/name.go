package message

import (
	"bytes"
	"net/http"
	"path"
	"strings"
	"unicode"
)

// longestName bounds the name of a file in letters.
const longestName = 120

// fileName is a name as a file may be called: without a path, control characters and marks that turn text around.
func fileName(s string) string {
	s = oneLine(s)
	if i := strings.LastIndexAny(s, `/\`); i >= 0 {
		s = s[i+1:]
	}
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"|?*`, r) || !unicode.IsPrint(r) && r != ' ' {
			return '_'
		}
		return r
	}, s)
	s = strings.Trim(s, " .")
	if r := []rune(s); len(r) > longestName {
		end := []rune(path.Ext(s))
		if len(end) > 12 {
			end = nil
		}
		s = string(r[:longestName-len(end)]) + string(end)
	}
	return s
}

// magic tells types that the library of the language does not.
var magic = []struct{ start, mime string }{
	{"MZ", "application/vnd.microsoft.portable-executable"},
	{"\x7fELF", "application/x-executable"},
	{"\xcf\xfa\xed\xfe", "application/x-mach-binary"},
	{"\xca\xfe\xba\xbe", "application/x-mach-binary"},
	{"L\x00\x00\x00\x01\x14\x02\x00", "application/x-ms-shortcut"},
	{"#!", "text/x-shellscript"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"}, // HWP, older Word and Excel, MSI
	{"HWP Document File", "application/x-hwp"},
	{"II*\x00", "image/tiff"},
	{"MM\x00*", "image/tiff"},
	{"{\\rtf", "application/rtf"},
	{"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"},
	{"ALZ\x01", "application/x-alz"}, // 알집
	{"EGGA", "application/x-egg"},
	{"MSCF", "application/vnd.ms-cab-compressed"},
}

// typeOf finds the type of a file in its bytes. What was said is believed only where the bytes tell nothing of their own: a text, or
// the inside of a container (zip, OLE).
func typeOf(body []byte, said, name string) string {
	for _, m := range magic {
		if bytes.HasPrefix(body, []byte(m.start)) {
			if m.mime == "application/x-ole-storage" && strings.EqualFold(path.Ext(name), ".hwp") {
				return "application/x-hwp"
			}
			return m.mime
		}
	}
	found, _, _ := strings.Cut(http.DetectContentType(body), ";")
	switch {
	case found == "application/zip":
		return zipType(body)
	case found == "text/plain" && strings.HasPrefix(said, "text/") && said != "text/html":
		return said
	case found == "text/plain" && said == "message/rfc822":
		return said
	}
	return found
}

// zipType tells documents that are zip files by the names in front. The file is not unpacked.
func zipType(body []byte) string {
	head := body[:min(len(body), 4096)]
	for _, m := range []struct{ sign, mime string }{
		{"mimetypeapplication/hwp+zip", "application/hwp+zip"},
		{"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"},
		{"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		{"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
		{"META-INF/MANIFEST.MF", "application/java-archive"},
	} {
		if bytes.Contains(head, []byte(m.sign)) {
			return m.mime
		}
	}
	return "application/zip"
}

// running are endings of files that run when they are opened, on the machines that offices have; the types are found in the bytes.
var running = map[string]bool{
	".exe": true, ".scr": true, ".com": true, ".pif": true, ".bat": true, ".cmd": true, ".js": true, ".jse": true, ".vbs": true, ".vbe": true,
	".wsf": true, ".wsh": true, ".hta": true, ".msi": true, ".msp": true, ".ps1": true, ".psm1": true, ".jar": true, ".lnk": true, ".cpl": true,
	".chm": true, ".reg": true, ".scf": true, ".url": true, ".iso": true, ".img": true, ".vhd": true, ".dll": true, ".sys": true, ".apk": true,
	".docm": true, ".xlsm": true, ".pptm": true, ".dotm": true, ".xlam": true, ".one": true, ".html": true, ".htm": true, ".svg": true,
}

var runningTypes = map[string]bool{
	"application/vnd.microsoft.portable-executable": true, "application/x-executable": true, "application/x-mach-binary": true,
	"application/x-ms-shortcut": true, "text/x-shellscript": true, "application/java-archive": true,
}

// executable tells files that run when somebody opens them.
func executable(name, mime string) bool {
	return running[strings.ToLower(path.Ext(name))] || runningTypes[mime]
}

// packed tells archives. They are never unpacked here: what is inside, and how much, whoever opens it has to find out.
func packed(name, mime string) bool {
	switch mime {
	case "application/zip", "application/x-7z-compressed", "application/x-alz", "application/x-egg", "application/vnd.ms-cab-compressed",
		"application/x-gzip", "application/x-rar-compressed":
		return true
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".zip", ".7z", ".alz", ".egg", ".cab", ".gz", ".tgz", ".rar", ".bz2", ".xz", ".tar":
		return true
	}
	return false
}
