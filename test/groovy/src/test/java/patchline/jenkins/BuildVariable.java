package patchline.jenkins;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The variable {@code currentBuild}, and earlier builds reached from it: a number, looked up anew each time. */
public final class BuildVariable implements Serializable {
    private static final long serialVersionUID = 1L;
    static final String RESTART = "org.jenkinsci.plugins.pipeline.modeldefinition.causes.RestartDeclarativePipelineCause";

    private final int number;
    private final boolean current;

    BuildVariable(int number, boolean current) {
        this.number = number;
        this.current = current;
    }

    private Build build() {
        return Program.running().build.job.build(number);
    }

    public int getNumber() {
        return number;
    }

    public long getStartTimeInMillis() {
        return build().started;
    }

    public Map<String, String> getBuildVariables() {
        return build().variables();
    }

    public BuildVariable getPreviousBuild() {
        Build previous = build().job.before(number);
        return previous == null ? null : new BuildVariable(previous.number, false);
    }

    /** The causes of one class. Their JSON has no more of a restart than the sentence on the build's page. */
    public List<Map<String, Object>> getBuildCauses(String type) {
        List<Map<String, Object>> causes = new ArrayList<>();
        Build build = build();
        if (type.equals(RESTART) && build.origin != null) {
            causes.add(new java.util.HashMap<>(Map.of("_class", RESTART, "shortDescription",
                    String.format(java.util.Locale.US, "Restarted from build #%,d, stage %s",
                            build.origin.number, build.startAt))));
        }
        return causes;
    }

    public String getDisplayName() {
        return build().name;
    }

    public void setDisplayName(String name) {
        check();
        build().name = name;
    }

    public String getDescription() {
        return build().description;
    }

    public void setDescription(String description) {
        check();
        build().description = description;
    }

    public String getCurrentResult() {
        return build().result.name();
    }

    private void check() {
        if (!current) {
            throw new SecurityException("only the current build can be changed");
        }
    }
}
