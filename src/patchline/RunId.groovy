package patchline

/**
 * Finds the id of the run that a build works on. A build that is restarted from
 * a stage has nothing of the first one but its parameters, and still has to find
 * the same run.
 */
class RunId implements Serializable {

    private static final long serialVersionUID = 1L

    /** The variable of a build that says which run it worked on, for a build that restarts it. */
    static final String VARIABLE = 'PATCHLINE_RUN_ID'
    /** As many characters as the binaries allow an id. */
    private static final int LONGEST = 63
    private static final String RESTARTED =
        'org.jenkinsci.plugins.pipeline.modeldefinition.causes.RestartDeclarativePipelineCause'

    private final Object script

    RunId(Object script) {
        this.script = script
    }

    /** The id that was given; else that of the build that is restarted; else a new one. */
    String find(String given) {
        if (given) {
            return given
        }
        Object build = script.currentBuild
        Object causes = build.getBuildCauses(RESTARTED)
        if (causes.size() == 0) {
            return fresh()
        }
        int origin = 0
        String id = null
        // A restarted build that was stopped while it waited for an agent has no
        // id of its own, but says which build it restarts.
        while (!id && causes.size() > 0) {
            origin = number(causes[0].shortDescription)
            build = earlier(build, origin)
            id = build?.buildVariables?.get(VARIABLE)
            causes = build?.getBuildCauses(RESTARTED) ?: []
        }
        if (!id) {
            script.error("build #${origin}, which this one restarts, does not say which run it worked on: " +
                'start a new build with RUN_ID')
        }
        return id
    }

    /** The build of that number, or null if it has been discarded. */
    private Object earlier(Object later, int number) {
        Object build = later.previousBuild
        while (build != null && build.number > number) {
            build = build.previousBuild
        }
        return build?.number == number ? build : null
    }

    /**
     * The number after the # in "Restarted from build #1,234, stage Restore". A
     * cause has no more than that sentence, in which Jenkins groups digits as
     * its language does.
     */
    private int number(String sentence) {
        String digits = sentence.replaceAll('(?s)^.*?#(\\d+(?:[^\\d#]?\\d{3})*).*$', '$1')
        return digits.replaceAll('\\D', '').toInteger()
    }

    /**
     * Day, job and build number: 20261114-patch-day-prod-42. The day keeps it
     * from being an old run's when a job is made anew and counts from 1 again.
     * The end is kept where it is too long: it is what differs.
     */
    private String fresh() {
        String day = String.format('%1$tY%1$tm%1$td', script.currentBuild.startTimeInMillis)
        String job = script.env.JOB_NAME.toLowerCase().replaceAll('[^a-z0-9]+', '-')
        String rest = '-' + script.currentBuild.number
        int room = LONGEST - day.length() - 1 - rest.length()
        if (job.length() > room) {
            job = job.substring(job.length() - room)
        }
        return day + '-' + job + rest
    }

}
