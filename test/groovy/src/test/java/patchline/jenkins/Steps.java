package patchline.jenkins;

import groovy.json.JsonSlurperClassic;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The steps of Jenkins that the library uses, but for those with a block. */
final class Steps {
    static final Set<String> NAMES = Set.of("archiveArtifacts", "deleteDir", "echo", "error", "fileExists", "junit",
            "libraryResource", "publishHTML", "readJSON", "sh", "unstable", "writeFile");

    final Map<String, List<String>> published = new LinkedHashMap<>();

    private final Build build;
    private final Shell shell;
    /** The folder of the step dir; else the workspace. */
    private Path at;

    Steps(Build build) {
        this.build = build;
        this.shell = new Shell(build);
        this.at = build.job.workspace;
    }

    void terminate() {
        shell.terminate();
    }

    Object perform(Request request) throws Exception {
        List<Object> a = request.arguments;
        Map<?, ?> named = !a.isEmpty() && a.get(0) instanceof Map ? (Map<?, ?>) a.get(0) : Map.of();
        switch (request.step) {
            case "echo":
                build.say(text(a.get(0)));
                return null;
            case "error":
                throw new StepFailure(text(a.get(0)));
            case "unstable":
                build.say("WARNING: " + text(a.get(0)));
                build.worsen(Result.UNSTABLE);
                return null;
            case "sh":
                return shell.run(named.isEmpty() ? Map.of("script", a.get(0)) : named);
            case "deleteDir":
                Jobs.delete(at);
                return null;
            case "fileExists":
                return Files.exists(file(a.get(0)));
            case "writeFile":
                return write(file(named.get("file")), text(named.get("text")));
            case "readJSON":
                return json(named);
            case "libraryResource":
                return build.job.repository.text("resources/" + text(a.get(0)));
            case "junit":
                return published("junit", text(named.get("testResults")));
            case "publishHTML":
                Map<?, ?> target = (Map<?, ?>) named.get("target");
                return published("publishHTML", target.get("reportDir") + "/" + target.get("reportFiles"));
            case "archiveArtifacts":
                return published("archiveArtifacts", text(named.get("artifacts")));
            default:
                return block(request.step, a);
        }
    }

    /** What the steps with a block do when their block begins and ends. */
    private Object block(String step, List<Object> a) throws Exception {
        switch (step) {
            case "enter withEnv":
                List<String> pairs = ((List<?>) a.get(0)).stream().map(Steps::text).toList();
                for (String pair : pairs) {
                    if (pair.indexOf('=') < 1) {
                        throw new IllegalArgumentException("withEnv: " + pair);
                    }
                }
                build.environments.push(pairs);
                return null;
            case "leave withEnv":
                build.environments.pop();
                return null;
            case "enter dir":
                at = build.job.workspace.resolve(text(a.get(0)));
                return null;
            case "leave dir":
                at = build.job.workspace;
                return null;
            case "enter timeout":
                build.deadlines.push(System.currentTimeMillis() + ((Number) a.get(0)).longValue());
                return null;
            case "leave timeout":
                build.deadlines.pop();
                return null;
            case "enter stage":
                build.stages.put(text(a.get(0)), "began");
                build.stageBegins(text(a.get(0)));
                return null;
            case "leave stage":
                build.stages.put(text(a.get(0)), text(a.get(1)));
                return null;
            case "worsen":
                build.worsen(Result.valueOf(text(a.get(0))));
                build.say("ERROR: " + text(a.get(1)));
                return null;
            case "secret":
                Map<?, ?> binding = (Map<?, ?>) a.get(0);
                String[] secret = build.job.credentials.get(binding.get("credentialsId"));
                if (secret == null) {
                    throw new StepFailure("no credential has the id " + binding.get("credentialsId"));
                }
                return new ArrayList<>(List.of(binding.get("usernameVariable") + "=" + secret[0],
                        binding.get("passwordVariable") + "=" + secret[1]));
            case "start at":
                return build.startAt;
            case "result":
                build.worsen(Result.valueOf(text(a.get(0))));
                return build.result.name();
            case "directive":
                build.directives.put(text(a.get(0)), a.get(1));
                return null;
            case "declare":
                build.declare(text(a.get(0)), a.get(1));
                return null;
            default:
                throw new IllegalStateException("no such step: " + step);
        }
    }

    private static Object write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return null;
    }

    private Object json(Map<?, ?> named) {
        if (!Boolean.TRUE.equals(named.get("returnPojo"))) {
            throw new IllegalArgumentException("readJSON without returnPojo gives what is not Serializable for ever");
        }
        return new JsonSlurperClassic().parseText(Repository.read(file(named.get("file"))));
    }

    /** Publishing needs files: a pattern that fits none is a failure. */
    private Object published(String step, String pattern) throws IOException, StepFailure {
        List<String> found = new ArrayList<>();
        var matcher = build.job.workspace.getFileSystem().getPathMatcher("glob:" + pattern);
        try (var files = Files.walk(build.job.workspace)) {
            files.filter(Files::isRegularFile)
                    .map(build.job.workspace::relativize)
                    .filter(matcher::matches)
                    .forEach(f -> found.add(f.toString().replace(File.separatorChar, '/')));
        }
        if (found.isEmpty()) {
            throw new StepFailure(step + ": no file is " + pattern);
        }
        published.computeIfAbsent(step, s -> new ArrayList<>()).addAll(found.stream().sorted().toList());
        return null;
    }

    private Path file(Object name) {
        return build.job.workspace.resolve(text(name));
    }

    private static String text(Object value) {
        return String.valueOf(value);
    }
}
