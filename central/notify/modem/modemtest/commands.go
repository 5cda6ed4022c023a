package modemtest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"numerek/central/notify/pdu"
)

// hear takes what the host writes. m.mu is held.
func (m *Modem) hear(b []byte) {
	for _, c := range b {
		switch {
		case m.booting > 0 || m.silent || m.out == nil:
			return
		case m.asked > 0:
			m.hearText(c)
		case c == '\r':
			line := string(m.typed)
			m.typed = nil
			if m.settings.echo {
				m.write([]byte(line + "\r"))
			}
			m.command(line)
		case c == '\n' || c == 0x1b:
		default:
			m.typed = append(m.typed, c)
			m.typed = m.typed[max(0, len(m.typed)-1024):]
		}
	}
}

// halfway is how much of a text has come at that moment.
const halfway = 10

// hearText takes a character of a text, its end, or the wish to leave it.
func (m *Modem) hearText(c byte) {
	switch c {
	case 0x1b:
		m.typed, m.asked = nil, 0
		m.say("OK")
	case 0x1a:
		text, asked := string(m.typed), m.asked
		m.typed, m.asked = nil, 0
		m.text(text, asked)
	case '\r', '\n':
	default:
		m.typed = append(m.typed, c)
		m.typed = m.typed[max(0, len(m.typed)-1024):]
		if len(m.typed) == halfway {
			m.happens(Halfway)
		}
	}
}

// text sends a text that has come.
func (m *Modem) text(line string, octets int) {
	b, err := pdu.Unframe(line)
	if err != nil || len(b) != octets {
		m.fail("CMS", 304)
		return
	}
	s, err := pdu.DecodeSubmit(b)
	if err != nil {
		m.fail("CMS", 304)
		return
	}
	if m.noNetwork {
		m.fail("CMS", 331)
		return
	}
	if m.happens(Given) {
		return
	}
	reference := m.submit(s)
	if m.happens(Taken) {
		return
	}
	m.sayf("+CMGS: %d", reference)
	m.say("OK")
}

// command obeys a line.
func (m *Modem) command(line string) {
	at := strings.LastIndex(strings.ToUpper(line), "AT")
	if at < 0 {
		return // Not for a modem.
	}
	command := strings.TrimSpace(line[at+2:])
	if strings.HasPrefix(command, "+CPIN=") {
		m.heard = append(m.heard, "+CPIN=")
	} else {
		m.heard = append(m.heard, command)
	}
	m.obey(strings.ToUpper(command))
}

// fixed are questions with the same answer always. The identity is of no maker that there is.
var fixed = map[string]string{
	"+CGMI": "Numerek", "+GMI": "Numerek", "+CGMM": "Modem in software", "+GMM": "Modem in software", "+CGMR": "1", "+GMR": "1",
	"+CGSN": "490154203237518", "+GSN": "490154203237518", "+CIMI": "260010000000001", "+GCAP": "+GCAP: +CGSM",
	"+CSCA?": `+CSCA: "+48790998250",145`, "+CSCS?": `+CSCS: "GSM"`, "+CSCS=?": `+CSCS: ("GSM","IRA")`, "+CMGF=?": "+CMGF: (0,1)",
	"+CSQ": "+CSQ: 21,99", "+COPS?": `+COPS: 0,2,"26001"`, "+CPMS=?": `+CPMS: ("SM","SR"),("SM"),("SM")`, "+CSMS=?": "+CSMS: (0,1)",
	"+CPAS": "+CPAS: 0", "+CSMP?": "+CSMP: 17,167,0,0", "+CLAC": "+CMGS",
}

// ignored are commands that change nothing that matters.
var ignored = []string{"Z", "&F", "V1", "Q0", "+CSCS=", "+CREG=", "+CEREG=", "+COPS=", "+CSMP=", "+CSCA=", "+CFUN=", "+CSDH="}

// needsPIN are the commands, by their beginning, that a locked SIM refuses.
var needsPIN = []string{"+CMGS", "+CMGL", "+CMGR", "+CMGD", "+CMGF", "+CPMS", "+CNMI", "+CSMS", "+CSCA", "+CIMI", "+COPS"}

func hasPrefix(s string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}

func (m *Modem) obey(c string) {
	name, value, _ := strings.Cut(c, "=")
	switch answer, known := fixed[c]; {
	case !m.unlocked && hasPrefix(c, needsPIN):
		m.fail("CME", 11)
	case known:
		m.say(answer)
		m.say("OK")
	case name == "+CPIN" && value != "":
		m.tryPIN(strings.Trim(value, `"`))
	case c == "+CPINR" && m.options.Counts:
		m.sayf("+CPINR: SIM PIN,%d,%d", m.left, tries)
		m.say("OK")
	case c == "E0" || c == "E1" || c == "E":
		m.settings.echo = c == "E1"
		m.say("OK")
	case name == "+CMEE":
		m.settings.errors, _ = strconv.Atoi(value)
		m.say("OK")
	case name == "+CMGF" && value != "":
		m.settings.text = value == "1"
		m.say("OK")
	case name == "+CNMI" || name == "+CSMS" || name == "+CNMA":
		m.obeyReports(c, name, value)
	case name == "+CPMS" && value != "" || name == "+CMGL" || name == "+CMGR" || name == "+CMGD":
		m.obeyMemory(name, value)
	case name == "+CMGS":
		m.askText(value)
	case strings.HasSuffix(c, "?") && m.answer(c):
		m.say("OK")
	case c == "" || hasPrefix(c, ignored):
		m.say("OK")
	default:
		m.fail("CME", 4)
	}
}

// answer answers a question about what may change.
func (m *Modem) answer(c string) bool {
	switch c {
	case "+CPIN?":
		m.say("+CPIN: " + m.lock())
	case "+CREG?", "+CEREG?":
		state := 1
		if m.noNetwork || !m.unlocked {
			state = 2
		}
		m.sayf("%s: 0,%d", strings.TrimSuffix(c, "?"), state)
	case "+CMGF?":
		m.sayf("+CMGF: %d", map[bool]int{true: 1}[m.settings.text])
	case "+CMEE?":
		m.sayf("+CMEE: %d", m.settings.errors)
	case "+CPMS?":
		m.sayf(`+CPMS: "%s",%d,20,"SM",0,20,"SM",0,20`, m.settings.memory, len(m.memory))
	default:
		return false
	}
	return true
}

// lock is what the SIM wants.
func (m *Modem) lock() string {
	switch {
	case m.unlocked:
		return "READY"
	case m.left == 0:
		return "SIM PUK"
	default:
		return "SIM PIN"
	}
}

func (m *Modem) tryPIN(pin string) {
	m.pinsSeen = append(m.pinsSeen, pin)
	switch {
	case m.unlocked:
		m.fail("CME", 3)
	case m.left == 0:
		m.fail("CME", 12)
	case pin != m.options.PIN:
		m.left--
		m.fail("CME", 16)
	default:
		m.left, m.unlocked = tries, true
		m.say("OK")
		m.say("+CPIN: READY")
	}
}

func (m *Modem) obeyReports(c, name, value string) {
	switch {
	case c == "+CNMI=?":
		reports := "0-2"
		if m.options.NoStore {
			reports = "0,1"
		}
		m.sayf("+CNMI: (0-2),(0-3),(0,2,3),(%s),(0,1)", reports)
	case c == "+CNMI?":
		m.sayf("+CNMI: 2,0,0,%d,0", m.settings.reports)
	case c == "+CSMS?":
		m.sayf("+CSMS: %d,1,1,1", m.settings.phase)
	case name == "+CSMS":
		if value == "1" && m.options.NoConfirm {
			m.fail("CMS", 303)
			return
		}
		m.settings.phase, _ = strconv.Atoi(value)
		m.say("+CSMS: 1,1,1")
	case name == "+CNMA":
		if !m.confirmed() {
			m.fail("CMS", 340)
			return
		}
	default:
		fields := strings.Split(value, ",")
		n := 0
		if len(fields) > 3 {
			n, _ = strconv.Atoi(fields[3])
		}
		if n == 2 && m.options.NoStore {
			m.fail("CMS", 303)
			return
		}
		m.settings.reports = n
	}
	m.say("OK")
}

func (m *Modem) obeyMemory(name, value string) {
	index, _ := strconv.Atoi(strings.SplitN(value, ",", 2)[0])
	frame := ""
	if m.settings.memory == "SR" {
		frame = m.memory[index]
	}
	switch {
	case name == "+CPMS":
		memory := strings.Trim(strings.SplitN(value, ",", 2)[0], `"`)
		if memory == "SR" && m.options.NoStore || memory != "SR" && memory != "SM" && memory != "MT" && memory != "ME" {
			m.fail("CMS", 302)
			return
		}
		m.settings.memory = memory
		m.sayf("+CPMS: %d,20,0,20,0,20", len(m.memory))
	case name == "+CMGL":
		if m.settings.memory == "SR" {
			for _, at := range slices.Sorted(maps.Keys(m.memory)) {
				m.sayf("+CMGL: %d,1,,%d", at, len(m.memory[at])/2-1)
				m.say(m.memory[at])
			}
		}
	case name == "+CMGR" && frame != "":
		m.sayf("+CMGR: 0,,%d", len(frame)/2-1)
		m.say(frame)
	case name == "+CMGR":
		m.fail("CMS", 321)
		return
	default:
		delete(m.memory, index)
	}
	m.say("OK")
}

// askText asks for a text.
func (m *Modem) askText(value string) {
	octets, err := strconv.Atoi(value)
	switch {
	case m.settings.text || err != nil || octets < 8 || octets > 176: // Of texts in text mode it knows nothing.
		m.fail("CMS", 304)
	case m.happens(Asked):
	default:
		m.asked = octets
		m.write([]byte("\r\n> "))
	}
}

// fail says what is wrong, in the way that AT+CMEE asks for.
func (m *Modem) fail(kind string, code int) {
	if kind == "CME" && m.settings.errors == 0 {
		m.say("ERROR")
		return
	}
	m.sayf("+%s ERROR: %d", kind, code)
}

func (m *Modem) say(line string) { m.write([]byte("\r\n" + line + "\r\n")) }

func (m *Modem) sayf(format string, args ...any) { m.say(fmt.Sprintf(format, args...)) }

// write writes to the host, unless nothing is said any more.
func (m *Modem) write(b []byte) {
	if m.out != nil && !m.silent && m.booting == 0 {
		m.out(b)
	}
}
