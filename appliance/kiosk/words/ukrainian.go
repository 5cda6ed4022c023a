package words

import (
	"fmt"

	"numerek/appliance/scene"
)

func ukrainian() Text {
	people := func(n int) string { return count(n, ukrainianForm(n), "особа", "особи", "осіб") }
	waiting := func(n int) string {
		return [...]string{one: "чекає", few: "чекають", many: "чекають"}[ukrainianForm(n)]
	}
	return Text{
		Language:        "Українська",
		WhichDepartment: "З якого питання Ви прийшли?",
		WhichService:    "Що Ви хочете зробити?",
		Waiting:         waiting,
		Queue:           func(n int) string { return waiting(n) + " " + people(n) },
		People:          people,
		Ahead:           "Перед Вами: %s",
		Nobody:          "Перед Вами ніхто не чекає",
		About:           "близько\u00a0%d\u00a0хв", UpTo: "до\u00a0%d\u00a0хв", Between: "близько\u00a0%d–%d\u00a0хв",
		AboutSpoken: "близько %s", UpToSpoken: "до %s", BetweenSpoken: "приблизно від %d до %s",
		Minutes: func(n int) string {
			return count(n, ukrainianGenitive(n), "хвилини", "хвилин", "хвилин")
		},

		Back: "Назад", Restart: "Спочатку",
		Low: "Нижче", LowSay: "Кнопки нижче, у межах досяжності з візка",
		Contrast: "Контраст", ContrastSay: "Висока контрастність",
		Priority: "Пріоритетний квиток", PriorityShort: "Пріоритет",
		PrioritySay: "Пріоритетний квиток. Ми не запитуємо про причину",
		NextPage:    "Далі", PreviousPage: "Назад",
		DemoClock: "демогодинник",

		Closed: "Зачинено", NoMoreToday: "На сьогодні квитків більше немає", TicketsFrom: "Квитки %s",
		Paused: "Видачу квитків призупинено",

		ServiceClosed:    "Зараз за цим питанням не приймають",
		ServiceEarly:     "Квитки ще не видають",
		ServiceHoliday:   "Сьогодні за цим питанням не приймають",
		ServiceClosing:   "Сьогодні квитків за цим питанням більше не видають",
		ServiceFull:      "Усі квитки на сьогодні за цим питанням уже видано",
		ServiceUnknown:   "За цим питанням у цій будівлі не приймають",
		ClockDoubt:       "Квитки тимчасово не видаються",
		ClosingWhy:       "Прийом скоро закінчиться, а всіх, хто має квиток, ще треба прийняти.",
		FullWhy:          "Більше людей сьогодні прийняти не зможемо.",
		UnknownWhy:       "Будь ласка, зверніться до працівника.",
		ClockWhy:         "Потрібно перевірити годинник установи. Будь ласка, скажіть про це працівникові.",
		ServiceQueueFull: "Черга на сьогодні вже повна",
		QueueFullWhy:     "До кінця прийому встигнемо прийняти лише тих, хто вже чекає.",
		ServiceStopped:   "Видачу квитків за цим питанням призупинено",
		StoppedWhy:       "Працівники призупинили її на деякий час. Спробуйте пізніше або зверніться до працівника.",
		AgainFrom:        "Квитки знову видаватимуть %s.",
		ComeFrom:         "Будь ласка, приходьте %s.",
		OtherService:     "Обрати інше питання",
		Help:             "Допомога: тел. %s",

		OfficeClosed: "Зараз установа зачинена", OfficeFull: "На сьогодні квитків більше немає",
		OfficeHoliday: "Сьогодні установа не працює", OfficeStopped: "Видачу квитків призупинено",
		Hours: "Години прийому", ClosedDay: "зачинено",
		Starting: "Незабаром почнемо", StartingWhy: "Термінал з’єднується з установою. Це триватиме недовго.",
		Offline:    "Термінал не має зв’язку",
		OfflineWhy: "Він запрацює, щойно зв’язок відновиться. Квиток може видати і працівник.",
		Broken:     "Термінал не працює", BrokenStaff: "Квиток може видати працівник.",
		BrokenOther: "Квиток можна взяти в іншому терміналі: %s.",
		Failed:      "Не вдалося видати квиток",
		FailedWhy:   "Установа не відповіла вчасно. Жодного номера не видано.",
		Retry:       "Спробувати ще раз",

		PaperOut: "Закінчився папір", CoverOpen: "Принтер відкритий",
		Cutter: "У принтері застряг папір", Gone: "Принтер не працює",
		OfferAsk: "Квиток можна показати на екрані.", OnGlass: "Показати номер на екрані",
		OnGlassHow:   "Запишіть або сфотографуйте його",
		OtherKiosk:   "Паперовий квиток можна взяти в іншому терміналі: %s.",
		NoOtherKiosk: "Паперовий квиток видасть працівник.",
		Issuing:      "Хвилинку…", Printing: "Друкуємо квиток", Take: "Візьміть квиток",
		YourNumber: "Ваш номер", KeepNumber: "Запишіть номер або сфотографуйте його",
		Follow: "Стежте за чергою в телефоні", Watch: "Зачекайте, доки номер з’явиться на моніторі",
		AskPrinted: "Чи надрукувався квиток?", AskWhy: "Ваш номер дійсний і без паперу.",
		AskYes: "Так, квиток є", AskNo: "Ні, немає",
		StillThere: "Ви ще тут?", More: "Більше часу", Done: "Готово",
		StillWhy:    "Потім почнемо спочатку.",
		MoreSeconds: "Більше часу (%d)",
		StillSeconds: func(n int) string {
			return "Залишилося " + count(n, ukrainianForm(n), "секунда", "секунди", "секунд")
		},

		Code: ukrainianCode(),

		SpeechOn: "Голос увімкнено. Клавіші: наступний, попередній, вибрати, назад і повторити. Гучність: натисніть попередній, потім вибрати.",
		Volume:   "Гучність %d з %d", Page: "Сторінка %d з %d", FromTo: "з %s до %s",
		Where: "Де чекати: %s", AnyKey: "Більше часу: будь-яка клавіша.",

		Weekdays: [7]string{"понеділок", "вівторок", "середа", "четвер", "п’ятниця", "субота", "неділя"},
		OnWeekday: [7]string{
			"у понеділок", "у вівторок", "у середу", "у четвер", "у п’ятницю", "у суботу", "у неділю",
		},
		OnDay: "%d %s",
		Months: [12]string{
			"січня", "лютого", "березня", "квітня", "травня", "червня",
			"липня", "серпня", "вересня", "жовтня", "листопада", "грудня",
		},
		Today: "сьогодні", Tomorrow: "завтра",
		At: func(h, m int) string {
			if h == 11 { // об одинадцятій
				return fmt.Sprintf("об\u00a0%d:%02d", h, m)
			}
			return fmt.Sprintf("о\u00a0%d:%02d", h, m)
		},
		From:    func(h, m int) string { return fmt.Sprintf("з\u00a0%d:%02d", h, m) },
		Letters: letters("а бе це де е еф ґе га і йот ка ел ем ен о пе ку ер ес те у ве дубль-ве ікс ігрек зет"),
		Voice: scene.Voice{
			Button: "кнопка", Switch: "перемикач", On: "увімкнено", Off: "вимкнено", Chosen: "вибрано", Of: "з",
		},
	}
}
