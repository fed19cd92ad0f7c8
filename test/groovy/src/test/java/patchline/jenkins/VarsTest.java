package patchline.jenkins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A walk over vars/: what goes for every step is found here for a new one as well. */
@DisplayName("Every step of the library")
class VarsTest {
    /** The steps that run one binary, and which. */
    private static final Map<String, String> BINARIES = Map.of("discoverInstances", "discover",
            "snapshotInstances", "snapshot", "startInstances", "start", "runDocument", "run-doc",
            "waitMarker", "wait-marker", "restorePower", "restore", "confirmUpdates", "confirm",
            "publishPatchReport", "report", "releaseInstances", "release");
    /** The steps that are made of others. */
    private static final Set<String> MADE_OF_OTHERS = Set.of("patchDay", "patchRun", "patchlineTools", "runDocuments");
    /** Programs that no step is for: they are tools of a person's. */
    private static final Set<String> NO_STEP = Set.of("fleet-sim", "docgen");

    /** Everything that a shell, a template or Groovy might take for its own. */
    private static final String HOSTILE = "a b  'c' \"d\" $HOME ${PATH} $$ $(touch pwned) `touch pwned`; touch pwned\n"
            + "&& touch pwned | x > pwned #{1} %s \\n \\\\ * é 日本 -x --run=evil";

    @TempDir Path folder;

    static List<String> steps() {
        return Repository.here().variables();
    }

    static List<String> stepsWithBinary() {
        return steps().stream().filter(BINARIES::containsKey).toList();
    }

    @ParameterizedTest(name = "{0} has a binary or is made of other steps, a .txt and a test")
    @MethodSource("steps")
    void isWhole(String step) throws Exception {
        assertTrue(BINARIES.containsKey(step) ^ MADE_OF_OTHERS.contains(step), step + " is not known here");
        if (BINARIES.containsKey(step)) {
            assertTrue(Files.isExecutable(Fleet.binaries().resolve(BINARIES.get(step))), BINARIES.get(step));
        }
        String text = Repository.here().text("vars/" + step + ".txt");
        assertTrue(text.contains(step + "("), step + ".txt has an example");
        try (Stream<Path> tests = Files.walk(Path.of("src/test/java"))) {
            assertTrue(tests.filter(f -> f.toString().endsWith("Test.java") && !f.endsWith("VarsTest.java"))
                    .anyMatch(f -> used(step, Repository.read(f))), step + " has no test");
        }
    }

    /** A test names a step, or runs the Jenkinsfile, which does. */
    private static boolean used(String step, String test) {
        Pattern call = Pattern.compile("\\b" + step + "\\b");
        return call.matcher(test).find()
                || test.contains("Jobs.patchDay(") && call.matcher(Repository.here().text("Jenkinsfile")
                        + Repository.here().text("vars/runDocuments.groovy")).find();
    }

    @Test
    @DisplayName("is there for every binary of a patch day")
    void everyBinaryHasOne() throws Exception {
        try (Stream<Path> commands = Files.list(Repository.here().path("cmd"))) {
            Set<String> binaries = new TreeSet<>(commands.map(c -> c.getFileName().toString()).toList());
            binaries.removeAll(NO_STEP);
            assertEquals(new TreeSet<>(BINARIES.values()), binaries);
        }
        assertEquals(new TreeSet<>(steps()), new TreeSet<>(Stream.concat(BINARIES.keySet().stream(),
                MADE_OF_OTHERS.stream()).toList()));
    }

    @ParameterizedTest(name = "{0} refuses a key that it does not take, and tells those that it does")
    @MethodSource("steps")
    void refusesUnknownKeys(String step) throws Exception {
        assertTrue(keys(step).size() > 2, step);
    }

    @ParameterizedTest(name = "{0} tells all its keys in its .txt")
    @MethodSource("steps")
    void documentsItsKeys(String step) throws Exception {
        String text = Repository.here().text("vars/" + step + ".txt");
        String shared = text.contains("keys of patchRun") ? Repository.here().text("vars/patchRun.txt") : "";
        for (String key : keys(step)) {
            Pattern line = Pattern.compile("(?m)^  " + key + "  +\\S");
            assertTrue(line.matcher(text).find() || line.matcher(shared).find(), step + ".txt does not tell of " + key);
        }
    }

    @ParameterizedTest(name = "{0} has a key for every option of its binary, and no other")
    @MethodSource("stepsWithBinary")
    void keysAreTheBinarysOptions(String step) throws Exception {
        Set<String> options = new TreeSet<>();
        Matcher variable = Pattern.compile("\\[(PATCHLINE_[A-Z_]+)").matcher(help(BINARIES.get(step)));
        while (variable.find()) {
            options.add(variable.group(1));
        }
        options.removeAll(Set.of("PATCHLINE_RESULT", "PATCHLINE_OUTPUT")); // the library's own
        Set<String> fromKeys = new TreeSet<>();
        for (String key : keys(step)) {
            if (!key.equals("targetsText")) { // becomes a file and its name
                fromKeys.add(variable(key));
            }
        }
        assertEquals(options, fromKeys);
    }

    @ParameterizedTest(name = "{0} hands every value on unchanged, and runs none")
    @MethodSource("stepsWithBinary")
    void valuesArriveUnchanged(String step) throws Exception {
        List<String> keys = new ArrayList<>(keys(step));
        keys.remove("targetsText");
        Agent agent = new Agent(folder);
        agent.listens(BINARIES.get(step));
        StringBuilder given = new StringBuilder();
        for (String key : keys) {
            given.append(given.isEmpty() ? "" : ", ").append(key).append(": params.VALUE + '").append(key).append("'");
        }
        Build build = Jobs.alone(folder, agent.environment(), step + "(" + given + ")").run(Map.of("VALUE", HOSTILE));
        Map<String, String> heard = agent.heard(BINARIES.get(step));
        for (String key : keys) {
            assertEquals(HOSTILE + key, heard.get(variable(key)), build.log());
        }
        assertTrue(!Files.exists(folder.resolve("workspace/pwned")), "a value was run");
        assertTrue(!build.log().contains("touch"), "a value was printed: " + build.log());
    }

    private List<String> keys(String step) throws Exception {
        String call = step + "(nonsense: 'x')" + (step.equals("patchRun") ? " { }" : "");
        Build build = Jobs.alone(folder, Map.of("PATCHLINE_HOME", "/nowhere"), call).run(Map.of());
        assertEquals(Result.FAILURE, build.result);
        Matcher said = Pattern.compile("ERROR: " + "\\w+: unknown nonsense; it takes (.*)").matcher(build.log());
        assertTrue(said.find(), build.log());
        return List.of(said.group(1).split(", "));
    }

    private static String variable(String key) {
        return "PATCHLINE_" + key.replaceAll("([A-Z])", "_$1").toUpperCase(java.util.Locale.ROOT);
    }

    private static String help(String binary) throws Exception {
        Process process = new ProcessBuilder(Fleet.binaries().resolve(binary).toString(), "--help").start();
        String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor(1, TimeUnit.MINUTES);
        return text;
    }
}
