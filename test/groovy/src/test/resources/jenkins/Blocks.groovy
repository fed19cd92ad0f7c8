// Jenkins' steps with a block, as the library uses them. What begins and ends
// them is in Steps.java.

import patchline.jenkins.Interruption

Object withEnv(List pairs, Closure body) {
    step('enter withEnv', [pairs])
    try {
        return body()
    } finally {
        step('leave withEnv', [])
    }
}

// The secrets are in the environment of the block; that they are masked in the
// console is not imitated.
Object withCredentials(List bindings, Closure body) {
    List pairs = []
    for (binding in bindings) {
        pairs.addAll(step('secret', [binding]))
    }
    return withEnv(pairs, body)
}

Map usernamePassword(Map binding) {
    return binding
}

Object timeout(Map options, Closure body) {
    Map units = [SECONDS: 1000L, MINUTES: 60000L, HOURS: 3600000L]
    step('enter timeout', [options.time * units[options.unit ?: 'MINUTES']])
    try {
        return body()
    } finally {
        step('leave timeout', [])
    }
}

// As deep as the library goes: one folder of the workspace.
Object dir(String folder, Closure body) {
    step('enter dir', [folder])
    try {
        return body()
    } finally {
        step('leave dir', [])
    }
}

Object stage(String name, Closure body) {
    step('enter stage', [name])
    String end = 'failed'
    try {
        Object result = body()
        end = 'done'
        return result
    } catch (Interruption e) {
        end = 'aborted'
        throw e
    } finally {
        step('leave stage', [name, end])
    }
}

Object catchError(Map options, Closure body) {
    try {
        body()
    } catch (Throwable e) {
        if (e instanceof Interruption && options.catchInterruptions == false) {
            throw e
        }
        step('worsen', [options.buildResult ?: 'FAILURE', (options.message ? options.message + ' ' : '') + e.message])
    }
    return null
}

Object node(String label, Closure body) {
    return body()
}

Object timestamps(Closure body) {
    return body()
}

Object script(Closure body) {
    return body()
}
