"""Given names that are one name: Ukrainian, Russian, the forms of the West, and short forms.

Only names that do not already sound alike are needed; the rest is found by its sound.
"""

from functools import cache

from desktop.services.search.sounds import sounds_of

SAME_NAME = """
Олександр Александр Аляксандр Alexander Alexandre Aleksandrs Саша Сашко Олесь Sacha Sascha
Олександра Александра Alexandra Саша Олеся Леся
Олексій Алексей Аляксей Alexis Aleksejs Alexius Олекса Льоша Лёша
Сергій Сергей Сяргей Serge Sergius Sergio Серёжа Сергійко
Андрій Андрей Andreas Andrzej Anders André Андрюша
Володимир Владимир Уладзімір Włodzimierz Waldemar Valdemar Volodimir Вова Володя
Владислав Владислав Uladzislau Władysław Ladislav Влад
Дмитро Дмитрий Dmitri Dimitri Demetrius Dzmitry Дима Діма
Євген Евгений Яўген Eugen Eugene Eugenius Jewhen Женя Evguéni
Євгенія Евгения Eugenia Eugénie Eugenie Женя
Микола Николай Мікалай Nikolai Nicolas Nicholas Nikolaus Niels Коля
Михайло Михаил Mihail Mihailo Міхаіл Michael Michel Mikael Michal Mikkel Міша Миша
Петро Пётр Петр Пятро Peter Pierre Piotr Peder Петя
Павло Павел Павал Paul Poul Pavel Паша
Іван Иван Ян Johannes John Jean Jan Ivan Ваня
Василь Василий Vasili Basil Basile Wassili Вася
Григорій Григорий Gregor Gregory Grégoire Grzegorz Гриша
Георгій Георгий Гоша Жора George Georg Georges Jerzy Georgios
Юрій Юрий Yuri Jurij Юра
Ігор Игорь Igor Ihor
Олег Олег Oleh Oleg Алег
Віктор Виктор Victor Wiktor Вітя Витя
Віталій Виталий Vital Vitali Віталік Виталик
Костянтин Константин Konstantin Constantin Constantine Konstanty Костя
Кирило Кирилл Cyril Cyrille Kiril
Данило Даниил Данил Daniel Danylo Данік
Іларіон Иларион Hilarion Illarion
Ілля Илья Elias Elijah Elie Ilja
Яків Яков Jakob Jacob Jacques James Jakub
Федір Фёдор Федор Theodor Theodore Fedor Федя
Матвій Матвей Matthew Matthias Mateusz Mathieu Matthäus
Марко Марк Marc Mark Marcus Markus
Тимофій Тимофей Timothy Timotheus Timothée Тима
Степан Стефан Stephan Stefan Stephen Étienne Steven Szczepan
Семен Семён Simon Siméon Szymon Сеня
Микита Никита Nikita Mikita Nykyta
Максим Максим Maxim Maxime Maximilian Maks Макс
Роман Roman Romain Рома
Антон Anton Anthony Antoine Antoni Antonius Тоша
Антоніна Антонина Antonina Antoinette Тоня
Артем Артём Artemy Artemius Тёма
Лев Leo Leon Léon Lew Льова Лёва
Леонід Леонид Leonid Leonidas Льоня
Лука Лука Luka Lucas Luke Luc Lukas Łukasz
Лаврентій Лаврентий Lawrence Laurent Lorenz Laurentius
Геннадій Геннадий Hennadii Gennadi Gennadius Гена
Валерій Валерий Valery Valerius Valère Walery Валера
Валентин Valentin Valentine Walenty Валя
Валентина Valentina Valentine Walentyna Валя
Вікторія Виктория Victoria Victoire Wiktoria Віка Вика
Анатолій Анатолий Anatol Anatole Толя
Аркадій Аркадий Arkadi Arcadius
Богдан Bohdan Bogdan Теодор
Борис Boris Borys Боря
Вадим Vadim Wadim
В'ячеслав Вячеслав Wiaczesław Slava Слава
Станіслав Станислав Stanislaus Stanislas Стас
Ростислав Rostislav Ростик
Ярослав Jaroslav Ярик Слава
Святослав Sviatoslav Слава
Едуард Эдуард Edward Édouard Eduard Едик Эдик
Філіп Пилип Филипп Philip Philippe Filip
Захар Zachary Zacharias Sachar Zacharie
Йосип Иосиф Осип Joseph Josef Józef Josip
Мойсей Моисей Moses Moïse
Назар Назарій Nazar Nazarius
Остап Остап Ostap Євстафій Евстафий
Панас Опанас Афанасий Athanasius Panas
Тарас Taras
Устим Justin Justyn Устин
Юліан Юлиан Julian Julien Julius
Ганна Анна Hanna Anna Anne Ann Hannah Anne Ганя Аня Нюра
Олена Елена Алёна Альона Олёна Helena Helene Hélène Helen Ellen Elena Alena Лена
Ірина Ирина Орина Irene Irène Irena Ira Іра Ира
Катерина Екатерина Кацярына Catherine Katharina Katarina Katarzyna Katrine Katherine Catalina Катя
Тетяна Татьяна Таццяна Tatiana Tanja Tania Таня
Юлія Юлия Julia Julie Giulia Yulia Юля
Наталія Наталя Наталья Natalia Nathalie Natalie Natasha Наташа
Марія Мария Марыя Maria Marie Mary Maryja Маша Маруся Марічка
Маріанна Мар'яна Марьяна Marianna Marianne Mariana
Марина Marina Maryna Marine
Маргарита Margarita Margaret Marguerite Margrethe Małgorzata Рита
Ольга Volha Olga Helga Оля
Оксана Аксинья Ксенія Ксения Xenia Oxana Xénia Ксюша
Світлана Светлана Svetlana Света
Людмила Ludmila Ludmilla Ljudmila Люда Мила
Любов Любовь Lubov Люба
Надія Надежда Nadeschda Nadejda Nadiia Nadia Nadine Nadzieja Надя
Віра Вера Vera Wiara Véra
Галина Halina Galina Галя
Лариса Larissa Larisa Лара
Лідія Лидия Lydia Lidia Lydie Ліда
Лілія Лилия Lilia Lily Lilly Лиля
Софія София Софья Sofia Sophie Sophia Соня Соня
Анастасія Анастасия Anastasia Anastasie Настя Nastasia
Єлизавета Елизавета Лизавета Elisabeth Elizabeth Élisabeth Elżbieta Ліза Лиза
Єва Ева Eva Eve Ewa
Дарія Дарья Дарина Daria Darja Darya Даша Daryna
Дар'я Дарья Дарина Daria
Христина Кристина Christina Christine Krystyna Kristine
Ангеліна Ангелина Angelina Angélina Angela
Зінаїда Зинаида Zinaida Zina Зіна
Зоя Zoya Zoë Zoe
Інна Инна Inna
Камілла Камилла Camilla Camille Kamila
Кіра Кира Kira Kyra Cyra
Клавдія Клавдия Claudia Claudie Клава
Олімпія Olympia
Поліна Полина Pauline Paulina Аполлинария Поля
Раїса Раиса Raisa Raïssa Рая
Роксолана Roxolana
Соломія Соломия Salome Salomea
Тамара Tamar Tamara Тома
Уляна Ульяна Juliana Yuliana Uljana
Феодосія Феодосия Theodosia
Яна Иоанна Joanna Johanna Jana Jeanne
Ярослава Jaroslava Слава
Аліса Алиса Alice Alicia Alisa
Аліна Алина Alina Aline
Діана Диана Diana Diane
Вероніка Вероника Veronika Véronique Veronica Weronika Ніка
Варвара Barbara Barbe Варя
Мирослава Miroslava Слава
Руслан Ruslan Rouslan
Давид Давід David Dawid
Гаврило Гавриил Gabriel Havrylo
Ігнат Игнатий Ignatius Ignacy Ignace
Климент Клим Clement Clément Klemens
Корній Корней Cornelius Kornel
Макар Makary Macarius
Пантелеймон Pantaleon
Прокіп Прокопий Procopius Prokop
Самійло Самуил Samuel Самуїл
Соломон Salomon Solomon
Трохим Трофим Trofim Trophime
Хома Фома Thomas Tomasz Foma
Юхим Ефим Yefim Euthymius Єфим
Арсен Арсеній Арсений Arsène Arseni Arsenius
Дем'ян Демьян Damian Damien Demian
Олівер Oliver
Ілона Илона Ilona
"""


@cache
def _by_sound() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(SAME_NAME.split("\n")):
        for word in line.split():
            for sound in sounds_of(word.casefold()):
                known = found.get(sound.rstrip("i"), ())
                if (name := f"={number}") not in known:
                    found[sound.rstrip("i")] = (*known, name)
    return found


def same_names(sounds: frozenset[str]) -> frozenset[str]:
    """The marks (``=12``) of the names of which a word with these sounds is a form."""
    by_sound = _by_sound()
    return frozenset(name for sound in sounds for name in by_sound.get(sound.rstrip("i"), ()))
