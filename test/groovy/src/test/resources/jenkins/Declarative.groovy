// The declarative syntax, as far as the Jenkinsfile goes: the sections below and
// nothing else, one stage after the other, Restart from Stage, post conditions.

import patchline.jenkins.Interruption
import patchline.jenkins.Section

Object pipeline(Closure body) {
    Section top = fill(new Section('pipeline',
        ['agent', 'options', 'parameters', 'triggers', 'stages', 'post']), body)
    declare(top)
    Section stages = fill(new Section('stages', ['stage']), top.one('stages'))
    Throwable failure = runStages(stages)
    runPost(top)
    if (failure != null) {
        throw failure
    }
    return null
}

void declare(Section top) {
    fill(new Section('agent', ['label']), top.one('agent'))
    Section parameters = fill(new Section('parameters', ['string', 'text', 'choice', 'booleanParam']),
        top.one('parameters'))
    for (parameter in parameters.everything()) {
        Map given = parameter.arguments[0]
        Object fallback = parameter.name == 'choice' ? given.choices[0] : given.defaultValue
        step('declare', [given.name, fallback])
        step('directive', ['parameter ' + given.name, given + [type: parameter.name]])
    }
    for (name in ['options', 'triggers']) {
        for (directive in fill(new Section(name, []), top.one(name)).everything()) {
            step('directive', [name + ' ' + directive.name, directive.arguments])
        }
    }
}

Throwable runStages(Section stages) {
    String startAt = step('start at', [])
    boolean reached = startAt == null
    Throwable failure = null
    for (entry in stages.all('stage')) {
        String name = entry.arguments[0]
        reached = reached || name == startAt
        if (!reached) {
            step('leave stage', [name, 'skipped: before the restart'])
            continue
        }
        if (failure != null) {
            step('leave stage', [name, 'skipped: earlier failure'])
            continue
        }
        try {
            runStage(name, fill(new Section('stage', ['when', 'steps']), entry.arguments[1]))
        } catch (Throwable e) {
            failure = e
            step('result', [e instanceof Interruption ? 'ABORTED' : 'FAILURE'])
        }
    }
    return failure
}

void runStage(String name, Section section) {
    Closure when = section.one('when')
    if (when != null) {
        Section conditions = fill(new Section('when', ['expression']), when)
        if (!here(conditions.one('expression'))) {
            step('leave stage', [name, 'skipped: when'])
            return
        }
    }
    stage(name) {
        here(section.one('steps'))
    }
}

void runPost(Section top) {
    Closure post = top.one('post')
    if (post == null) {
        return
    }
    Section conditions = fill(new Section('post', ['always', 'aborted', 'failure', 'success', 'unstable']), post)
    String result = step('result', ['SUCCESS'])
    for (condition in ['always', result.toLowerCase()]) {
        Closure steps = conditions.one(condition)
        if (steps != null) {
            here(steps)
        }
    }
}

/** Has a section collect what stands in its closure. */
Section fill(Section section, Closure body) {
    if (body != null) {
        body.delegate = section
        body.resolveStrategy = Closure.DELEGATE_FIRST
        body()
    }
    return section
}

/** Runs a closure of the Jenkinsfile's with the Jenkinsfile's own names. */
Object here(Closure body) {
    Object at = body.owner
    while (at instanceof Closure) {
        at = at.owner
    }
    body.delegate = at
    body.resolveStrategy = Closure.DELEGATE_FIRST
    return body()
}
