package patchline.jenkins;

import com.cloudbees.groovy.cps.CpsTransformer;
import groovy.lang.GroovyClassLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.customizers.ImportCustomizer;

/** Compiles scripts as Jenkins does. What all programs have in common is compiled once. */
final class Compiler {
    private static Compiler shared;

    private final GroovyClassLoader imitations = loader(Compiler.class.getClassLoader(), new CpsTransformer());
    private final GroovyClassLoader library = loader(imitations, new LibraryTransformer());
    private final GroovyClassLoader jenkinsfiles = loader(library, new LibraryTransformer());
    /** By the name, or a Jenkinsfile by its text. */
    private final Map<String, Class<?>> compiled = new HashMap<>();

    private Compiler() {
        library.addClasspath(Repository.here().path("src").toString());
    }

    static synchronized Compiler get() {
        if (shared == null) {
            shared = new Compiler();
        }
        return shared;
    }

    Class<?> imitation(String name) {
        return compiled.computeIfAbsent(name, n -> imitations.parseClass(resource(n + ".groovy"), n + ".groovy"));
    }

    /** vars/NAME.groovy. */
    Class<?> variable(String name) {
        return compiled.computeIfAbsent(name, n ->
                library.parseClass(Repository.here().text("vars/" + n + ".groovy"), n + ".groovy"));
    }

    Class<?> jenkinsfile(String text) {
        return compiled.computeIfAbsent(text, t -> jenkinsfiles.parseClass(t, "Jenkinsfile" + compiled.size() + ".groovy"));
    }

    /** The loader that has all of them. */
    ClassLoader loader() {
        return jenkinsfiles;
    }

    /** Whether the class is one of these or of the harness. */
    static boolean isOwn(Class<?> type) {
        for (ClassLoader at = type.getClassLoader(); at != null; at = at.getParent()) {
            if (at instanceof GroovyClassLoader) {
                return true;
            }
        }
        return type.getName().startsWith("patchline.jenkins.");
    }

    static String resource(String name) {
        try (InputStream in = Compiler.class.getResourceAsStream("/jenkins/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GroovyClassLoader loader(ClassLoader parent, CpsTransformer transformer) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(PipelineScript.class.getName());
        configuration.setSourceEncoding(StandardCharsets.UTF_8.name());
        configuration.addCompilationCustomizers(
                new ImportCustomizer().addImports(Library.class.getName()), transformer);
        return new GroovyClassLoader(parent, configuration);
    }
}
