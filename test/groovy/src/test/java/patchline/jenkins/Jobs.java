package patchline.jenkins;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Jobs that tests run. */
final class Jobs {
    private Jobs() {}

    /** The repository's Jenkinsfile over a fleet. */
    static Job patchDay(Path folder, Fleet fleet) throws IOException {
        return scripted(folder, fleet, Repository.here().text("Jenkinsfile"));
    }

    /** Another pipeline over a fleet. */
    static Job scripted(Path folder, Fleet fleet, String script) throws IOException {
        Map<String, String> environment = reaching(fleet);
        environment.put("PATCHLINE_HOME", Fleet.binaries().toString());
        return new Job("ops/Patch Day", Repository.here(), script, workspace(folder), environment);
    }

    /** A pipeline without a fleet, on an agent that has what the environment says. */
    static Job alone(Path folder, Map<String, String> environment, String script) throws IOException {
        return new Job("alone", Repository.here(), script, workspace(folder), environment);
    }

    /** What reaches a fleet. The stages look often, since its night is short. */
    static Map<String, String> reaching(Fleet fleet) {
        Map<String, String> environment = new HashMap<>(fleet.environment);
        environment.remove("PATCHLINE_STORE"); // it is a parameter of the job
        environment.put("PATCHLINE_POLL", "100ms");
        return environment;
    }

    private static Path workspace(Path folder) throws IOException {
        return Files.createDirectories(folder.resolve("workspace"));
    }

    /** Empties the workspace, as if the next build came to another agent. */
    static void empty(Job job) throws IOException {
        delete(job.workspace);
        Files.createDirectory(job.workspace);
    }

    static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
