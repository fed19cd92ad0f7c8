package patchline.jenkins;

import groovy.lang.GroovyObjectSupport;
import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.codehaus.groovy.runtime.InvokerHelper;

/** A section of the declarative syntax: collects what stands in it. Anything else than it may hold is an error. */
public final class Section extends GroovyObjectSupport implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final Set<String> holds;
    private final ArrayList<Entry> entries = new ArrayList<>();

    /** @param holds the names that may stand in it; without any, whatever has a name */
    public Section(String name, List<String> holds) {
        this.name = name;
        this.holds = new java.util.HashSet<>(holds);
    }

    /** One directive with what was given to it. */
    public static final class Entry implements Serializable {
        private static final long serialVersionUID = 1L;
        public final String name;
        public final ArrayList<Object> arguments;

        Entry(String name, Object[] arguments) {
            this.name = name;
            this.arguments = new ArrayList<>(Arrays.asList(arguments));
        }

        @Override
        public String toString() {
            return name + arguments;
        }
    }

    @Override
    public Object invokeMethod(String method, Object arguments) {
        if (getMetaClass().respondsTo(this, method).size() > 0) {
            return getMetaClass().invokeMethod(this, method, arguments);
        }
        if (!holds.isEmpty() && !holds.contains(method)) {
            throw new MissingMethodException(method + " in " + name, getClass(), InvokerHelper.asArray(arguments));
        }
        Entry entry = new Entry(method, InvokerHelper.asArray(arguments));
        entries.add(entry);
        return entry;
    }

    /** The words none and any stand for themselves; others are the script's. */
    @Override
    public Object getProperty(String property) {
        if (property.equals("none") || property.equals("any")) {
            return property;
        }
        throw new MissingPropertyException(property, getClass());
    }

    public ArrayList<Entry> all(String wanted) {
        ArrayList<Entry> found = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.name.equals(wanted)) {
                found.add(entry);
            }
        }
        return found;
    }

    /** The argument of a directive that stands there once at most; null without it. */
    public Object one(String wanted) {
        ArrayList<Entry> found = all(wanted);
        if (found.size() > 1) {
            throw new IllegalStateException(wanted + " stands twice in " + name);
        }
        return found.isEmpty() ? null : found.get(0).arguments.get(0);
    }

    public ArrayList<Entry> everything() {
        return entries;
    }
}
