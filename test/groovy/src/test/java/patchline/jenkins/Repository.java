package patchline.jenkins;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The repository that is tested. */
final class Repository {
    private final Path root;

    Repository(Path root) {
        this.root = root;
    }

    /** The one that this project is part of. Maven runs tests in the project's folder. */
    static Repository here() {
        return new Repository(Path.of("../..").toAbsolutePath().normalize());
    }

    Path path(String name) {
        return root.resolve(name);
    }

    String text(String name) {
        return read(path(name));
    }

    /** The names of the library's variables. */
    List<String> variables() {
        try (Stream<Path> files = Files.list(path("vars"))) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".groovy"))
                    .map(f -> f.substring(0, f.length() - ".groovy".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
