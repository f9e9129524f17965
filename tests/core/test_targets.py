from decimal import Decimal

from grader.core.exam import Exam
from grader.core.rubric import Component, Course, Criterion, Per, Source
from grader.core.targets import targets


def test_every_component_and_criterion_has_a_path_and_a_maximum() -> None:
    talk = Criterion("talk", "Talk", Decimal(25))
    project = Component("project", "Project", Decimal(70), Source.REPOSITORY, Per.GROUP, (talk,))
    quiz = Component("quiz", "Quiz", Decimal(30), Source.EXAM, Per.STUDENT)
    work = Component("work", "Work", Decimal(100), Source.PARTS, Per.GROUP, components=(project, quiz))
    course = Course("DL", (work,))
    expected = {"work": 100, "work.project": 25, "work.project.talk": 25, "work.quiz": 100, "total": 100}
    assert targets(course) == expected
    assert targets(course, Exam({}, Decimal(40))) == expected | {"work.quiz": 40}
