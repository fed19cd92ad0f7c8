package patchline.jenkins;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A job: a Jenkinsfile with its builds. All of them use one workspace. */
final class Job {
    final String name;
    final Repository repository;
    final Path workspace;
    /** Variables that every build has, as global ones of the controller's. */
    final Map<String, String> environment;

    /** User name and password by the credential's id. */
    final Map<String, String[]> credentials = new HashMap<>();

    private final String script;
    private final List<Build> builds = new ArrayList<>();
    private int last;

    Job(String name, Repository repository, String script, Path workspace, Map<String, String> environment) {
        this.name = name;
        this.repository = repository;
        this.script = script;
        this.workspace = workspace;
        this.environment = environment;
    }

    /** The number of the next build is this one and one: for histories that are long. */
    void lastNumber(int number) {
        last = number;
    }

    /** A build that has not begun, with parameters over the Jenkinsfile's defaults. */
    Build next(Map<String, Object> parameters) {
        return add(new Build(this, ++last, parameters, null, null));
    }

    Build run(Map<String, Object> parameters) {
        return next(parameters).run(script);
    }

    Build run(Build build) {
        return build.run(script);
    }

    /** Restart from Stage, not begun: the parameters of the first build, and nothing else of it. */
    Build restart(Build origin, String stage) {
        return add(new Build(this, ++last, new HashMap<>(origin.given), origin, stage));
    }

    /** Forgets a build, as a build discarder does. */
    void discard(Build build) {
        builds.remove(build);
    }

    Build build(int number) {
        return builds.stream().filter(b -> b.number == number).findFirst().orElseThrow();
    }

    /** The last build before a number, or null. */
    Build before(int number) {
        return builds.stream().filter(b -> b.number < number).reduce((a, b) -> b).orElse(null);
    }

    private Build add(Build build) {
        builds.add(build);
        return build;
    }
}
