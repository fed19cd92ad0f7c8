package patchline.jenkins;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;

/** An agent whose binaries are shell scripts of a test's: they tell what reaches them, and end as they are told. */
final class Agent {
    final Path home;

    Agent(Path folder) throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
    }

    Map<String, String> environment() {
        return Map.of("PATCHLINE_HOME", home.toString());
    }

    /** A binary that writes a result, unless it is empty, and exits with a code. */
    void ends(String binary, int code, String result) throws IOException {
        Path file = Files.writeString(home.resolve(binary + ".json"), result);
        script(binary, "[ ! -s '%s' ] || cp '%s' \"$PATCHLINE_RESULT\"\nexit %d\n".formatted(file, file, code));
    }

    /** A binary that writes down its environment, and succeeds. */
    void listens(String binary) throws IOException {
        script(binary, """
                env -0 > '%s'
                echo '{"outcomes": {"total": 0, "succeeded": 0, "failed": 0, "leftOut": 0, "pending": 0}}' > "$PATCHLINE_RESULT"
                """.formatted(home.resolve(binary + ".env")));
    }

    /** The environment that the binary has had. */
    Map<String, String> heard(String binary) {
        Map<String, String> heard = new TreeMap<>();
        for (String pair : Repository.read(home.resolve(binary + ".env")).split("\0")) {
            int at = pair.indexOf('=');
            heard.put(pair.substring(0, at), pair.substring(at + 1));
        }
        return heard;
    }

    private void script(String binary, String text) throws IOException {
        Path file = Files.writeString(home.resolve(binary), "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
