package kiosk

import (
	"fmt"

	"numerek/appliance/scene"
)

func ukrainian() text {
	people := func(n int) string { return count(n, ukrainianForm(n), "особа", "особи", "осіб") }
	waiting := func(n int) string {
		return [...]string{one: "чекає", few: "чекають", many: "чекають"}[ukrainianForm(n)]
	}
	return text{
		language:        "Українська",
		whichDepartment: "З якого питання Ви прийшли?",
		whichService:    "Що Ви хочете зробити?",
		waiting:         waiting,
		queue:           func(n int) string { return waiting(n) + " " + people(n) },
		people:          people,
		ahead:           "Перед Вами: %s",
		nobody:          "Перед Вами ніхто не чекає",

		back: "Назад", restart: "Спочатку",
		low: "Нижче", lowSay: "Кнопки нижче, у межах досяжності з візка",
		contrast: "Контраст", contrastSay: "Висока контрастність",
		priority: "Пріоритетний квиток", priorityShort: "Пріоритет",
		prioritySay: "Пріоритетний квиток. Ми не запитуємо про причину",
		nextPage:    "Далі", previousPage: "Назад",
		demoClock: "демогодинник",

		closed: "Зачинено", noMoreToday: "На сьогодні квитків більше немає", ticketsFrom: "Квитки %s",

		serviceClosed:  "Зараз за цим питанням не приймають",
		serviceEarly:   "Квитки ще не видають",
		serviceHoliday: "Сьогодні за цим питанням не приймають",
		serviceClosing: "Сьогодні квитків за цим питанням більше не видають",
		serviceFull:    "Усі квитки на сьогодні за цим питанням уже видано",
		serviceUnknown: "За цим питанням у цій будівлі не приймають",
		clockDoubt:     "Квитки тимчасово не видаються",
		closingWhy:     "Прийом скоро закінчиться, а всіх, хто має квиток, ще треба прийняти.",
		fullWhy:        "Більше людей сьогодні прийняти не зможемо.",
		unknownWhy:     "Будь ласка, зверніться до працівника.",
		clockWhy:       "Потрібно перевірити годинник установи. Будь ласка, скажіть про це працівникові.",
		againFrom:      "Квитки знову видаватимуть %s.",
		otherService:   "Обрати інше питання",
		help:           "Допомога: тел. %s",

		officeClosed: "Зараз установа зачинена", officeFull: "На сьогодні квитків більше немає",
		officeHoliday: "Сьогодні установа не працює",
		hours:         "Години прийому", closedDay: "зачинено",
		starting: "Незабаром почнемо", startingWhy: "Термінал з’єднується з установою. Це триватиме недовго.",
		offline:    "Термінал не має зв’язку",
		offlineWhy: "Він запрацює, щойно зв’язок відновиться. Квиток може видати і працівник.",
		broken:     "Термінал не працює", brokenStaff: "Квиток може видати працівник.",
		brokenOther: "Квиток можна взяти в іншому терміналі: %s.",
		failed:      "Не вдалося видати квиток",
		failedWhy:   "Установа не відповіла вчасно. Жодного номера не видано.",
		retry:       "Спробувати ще раз",

		paperOut: "Закінчився папір", coverOpen: "Принтер відкритий",
		cutter: "У принтері застряг папір", gone: "Принтер не працює",
		offerAsk: "Квиток можна показати на екрані.", onGlass: "Показати номер на екрані",
		onGlassHow:   "Запишіть або сфотографуйте його",
		otherKiosk:   "Паперовий квиток можна взяти в іншому терміналі: %s.",
		noOtherKiosk: "Паперовий квиток видасть працівник.",
		issuing:      "Хвилинку…", printing: "Друкуємо квиток", take: "Візьміть квиток",
		yourNumber: "Ваш номер", keepNumber: "Запишіть номер або сфотографуйте його",
		follow: "Стежте за чергою в телефоні", watch: "Зачекайте, доки номер з’явиться на моніторі",
		askPrinted: "Чи надрукувався квиток?", askWhy: "Ваш номер дійсний і без паперу.",
		askYes: "Так, квиток є", askNo: "Ні, немає",
		stillThere: "Ви ще тут?", more: "Більше часу", done: "Готово",
		stillWhy:    "Потім почнемо спочатку.",
		moreSeconds: "Більше часу (%d)",
		stillSeconds: func(n int) string {
			return "Залишилося " + count(n, ukrainianForm(n), "секунда", "секунди", "секунд")
		},

		weekdays: [7]string{"понеділок", "вівторок", "середа", "четвер", "п’ятниця", "субота", "неділя"},
		onWeekday: [7]string{
			"у понеділок", "у вівторок", "у середу", "у четвер", "у п’ятницю", "у суботу", "у неділю",
		},
		onDay: "%d %s",
		months: [12]string{
			"січня", "лютого", "березня", "квітня", "травня", "червня",
			"липня", "серпня", "вересня", "жовтня", "листопада", "грудня",
		},
		today: "сьогодні", tomorrow: "завтра",
		at: func(h, m int) string {
			if h == 11 { // об одинадцятій
				return fmt.Sprintf("об\u00a0%d:%02d", h, m)
			}
			return fmt.Sprintf("о\u00a0%d:%02d", h, m)
		},
		voice: scene.Voice{
			Button: "кнопка", Switch: "перемикач", On: "увімкнено", Off: "вимкнено", Chosen: "вибрано", Of: "з",
		},
	}
}
