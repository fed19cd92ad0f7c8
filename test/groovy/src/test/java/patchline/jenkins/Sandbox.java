package patchline.jenkins;

import groovy.lang.Closure;
import groovy.lang.MetaMethod;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.codehaus.groovy.runtime.DefaultGroovyMethods;
import org.codehaus.groovy.runtime.GStringImpl;
import org.codehaus.groovy.runtime.InvokerHelper;
import org.codehaus.groovy.runtime.ScriptBytecodeAdapter;
import org.codehaus.groovy.runtime.StringGroovyMethods;

/**
 * Calls of the program to what is not its own, each under the names that the lists of Jenkins' Script
 * Security plugin may have for it: by the class that declares the method, or any that it overrides.
 */
final class Sandbox {
    private static final Set<List<String>> CALLS = new LinkedHashSet<>();

    private Sandbox() {}

    /** Fails if a call was made so far that the sandbox would ask an administrator for. */
    static synchronized void check() {
        Set<String> allowed = Set.copyOf(Compiler.resource("sandbox-allows.txt").lines().toList());
        Set<String> refused = new TreeSet<>();
        for (List<String> names : CALLS) {
            if (names.stream().noneMatch(allowed::contains)) {
                refused.add(String.join(" | ", names));
            }
        }
        if (!refused.isEmpty()) {
            throw new AssertionError("not in sandbox-allows.txt:\n" + String.join("\n", refused));
        }
    }

    static synchronized void noteMethod(Object receiver, String name, Object[] arguments) {
        // A closure stands for its owner, and Groovy's operators for themselves.
        if (receiver == null || receiver instanceof Closure || receiver == ScriptBytecodeAdapter.class || isOwn(receiver)) {
            return;
        }
        Class<?>[] given = types(arguments);
        if (receiver instanceof Class) {
            MetaMethod method = InvokerHelper.getMetaClass((Class<?>) receiver).pickMethod(name, given);
            if (method != null && method.isStatic()) {
                CALLS.add(List.of(line("staticMethod", (Class<?>) receiver, name, method.getNativeParameterTypes())));
                return;
            }
        }
        MetaMethod method = InvokerHelper.getMetaClass(receiver).pickMethod(name, given);
        if (method == null) {
            CALLS.add(List.of("dynamic " + receiver.getClass().getName() + " " + name));
            return;
        }
        List<String> names = new ArrayList<>();
        for (Class<?> type : ancestors(receiver.getClass())) {
            if (declares(type, name, method.getNativeParameterTypes())) {
                names.add(line("method", type, name, method.getNativeParameterTypes()));
            }
        }
        Class<?>[] all = Stream.concat(Stream.of(receiver.getClass()), Stream.of(given)).toArray(Class[]::new);
        for (Class<?> extension : List.of(DefaultGroovyMethods.class, StringGroovyMethods.class)) {
            for (Method candidate : extension.getMethods()) {
                if (candidate.getName().equals(name) && takes(candidate.getParameterTypes(), all)) {
                    names.add(line("staticMethod", extension, name, candidate.getParameterTypes()));
                }
            }
        }
        if (names.isEmpty()) {
            names.add(line("method", method.getDeclaringClass().getTheClass(), name, method.getNativeParameterTypes()));
        }
        CALLS.add(names);
    }

    static synchronized void noteConstructor(Class<?> type, Object[] arguments) {
        if (!Compiler.isOwn(type) && type != GStringImpl.class) {
            String given = Stream.of(types(arguments)).map(Class::getName).collect(Collectors.joining(" "));
            CALLS.add(List.of(("new " + type.getName() + " " + given).trim()));
        }
    }

    static void noteProperty(Object receiver, String name) {
        if (receiver != null && !isOwn(receiver) && !(receiver instanceof Map)) {
            noteMethod(receiver, "get" + Character.toUpperCase(name.charAt(0)) + name.substring(1), new Object[0]);
        }
    }

    private static boolean isOwn(Object receiver) {
        return Compiler.isOwn(receiver instanceof Class ? (Class<?>) receiver : receiver.getClass());
    }

    private static Class<?>[] types(Object[] arguments) {
        return Stream.of(arguments).map(a -> a == null ? Object.class : a.getClass()).toArray(Class[]::new);
    }

    private static boolean declares(Class<?> type, String name, Class<?>[] parameters) {
        try {
            Method method = type.getDeclaredMethod(name, parameters);
            return Modifier.isPublic(method.getModifiers());
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    private static boolean takes(Class<?>[] parameters, Class<?>[] given) {
        if (parameters.length != given.length) {
            return false;
        }
        for (int i = 0; i < given.length; i++) {
            Class<?> boxed = MethodType.methodType(parameters[i]).wrap().returnType();
            if (!boxed.isAssignableFrom(given[i])) {
                return false;
            }
        }
        return true;
    }

    private static Set<Class<?>> ancestors(Class<?> type) {
        Set<Class<?>> all = new LinkedHashSet<>();
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            all.add(at);
            for (Class<?> i : at.getInterfaces()) {
                all.addAll(ancestors(i));
            }
        }
        return all;
    }

    private static String line(String kind, Class<?> type, String name, Class<?>[] parameters) {
        return Stream.concat(
                        Stream.of(kind, type.getName(), name),
                        Stream.of(parameters).map(Class::getCanonicalName))
                .collect(Collectors.joining(" "));
    }
}
