// Job DSL: the patch day of each environment, a job to replay a run, and the
// place of the restart by ServiceNow. Jenkins runs it when it starts (jcasc.yaml).

import java.nio.file.Paths

// Where this repository is on the controller.
String repository = '/patchline'

// Each environment has its own schedule, tag and store, and so its own job: jobs
// of several environments may run at the same time, builds of one may not.
List<Map> environments = [
    [name: 'lab', tag: 'PatchGroup=monthly', store: 's3://patchline-rehearsal/patchline', region: '', maxFailed: '50%',
        schedule: 'H 21 * * 2'],
    [name: 'prod', tag: 'PatchGroup=prod-1', store: 's3://acme-patchline/prod', region: 'eu-central-1',
        maxFailed: '5%', schedule: '''\
            TZ=Europe/Berlin
            # Saturday night; once a month, in the week after Patch Tuesday, with consistent snapshots.
            H 22 1-14,22-31 * 6
            H 22 15-21 * 6 %VSS=true
            '''.stripIndent()],
]

String jenkinsfile = Paths.get(repository, 'Jenkinsfile').text
String marked = "@Field final Map JOB = [tag: '', store: '', region: '', maxFailed: '0', schedule: '']"
if (!jenkinsfile.contains(marked)) {
    throw new IllegalStateException('the Jenkinsfile has no line to put the values of an environment into')
}

// The Jenkinsfile with an environment's own values. inspect() writes them as Groovy.
Closure<String> pipelineOf = { Map environment ->
    Map own = environment.findAll { key, value -> key != 'name' }
    jenkinsfile.replace(marked, '@Field final Map JOB = ' + own.inspect())
}

// The parameters of the Jenkinsfile are the job's before its first build, too: without any, its schedule
// starts nothing, and nobody can type a value in. Jenkins makes the jobs anew whenever it starts.
Closure declareParameters = { Map environment, Object job ->
    String block = jenkinsfile.find(/(?ms)^    parameters \{$.*?^    \}$/)
    if (block == null) {
        throw new IllegalStateException('the Jenkinsfile has no parameters')
    }
    Binding names = new Binding([
        JOB: environment,
        parameters: { Closure body -> body() },
        string: { Map given -> job.stringParam(given.name, given.defaultValue, given.description) },
        text: { Map given -> job.textParam(given.name, given.defaultValue, given.description) },
        choice: { Map given -> job.choiceParam(given.name, given.choices, given.description) },
        booleanParam: { Map given -> job.booleanParam(given.name, given.defaultValue, given.description) },
    ])
    new GroovyShell(names).evaluate(block)
}

environments.each { Map environment ->
    pipelineJob('patch-day-' + environment.name) {
        description('Patches ' + environment.name + '. Restart from Stage goes on with a run that has stopped.')
        parameters {
            declareParameters(environment, delegate)
        }
        // A trigger that only the Jenkinsfile has would not be there before the first build.
        properties {
            pipelineTriggers {
                triggers {
                    parameterizedCron {
                        parameterizedSpecification(environment.schedule)
                    }
                }
            }
        }
        definition {
            cps {
                script(pipelineOf(environment))
                sandbox()
            }
        }
    }
}

Map replay = [tag: '', store: '', region: '', maxFailed: '0', schedule: '']

pipelineJob('patch-day-replay') {
    description('Goes on with a run whose build is gone: give its id and its store. What is done is not done again.')
    parameters {
        declareParameters(replay, delegate)
    }
    definition {
        cps {
            script(pipelineOf(replay))
            sandbox()
        }
    }
}

pipelineJob('patch-restart') {
    description('The place of the restart that ServiceNow calls for. It is disabled: this version has none.')
    disabled()
    parameters {
        stringParam('CHANGE', '', 'Number of the approved change')
    }
    definition {
        cps {
            script("error('the restart by ServiceNow is not in this version')")
            sandbox()
        }
    }
}
