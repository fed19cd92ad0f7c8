package patchline.jenkins;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A Groovy category: lists have an iterator that is Serializable, as workflow-cps gives them. */
public final class Iteration {
    private Iteration() {}

    public static Iterator<Object> iterator(List<?> list) {
        return new ByIndex(list);
    }

    /** Goes over a copy by index. */
    private static final class ByIndex implements Iterator<Object>, Serializable {
        private static final long serialVersionUID = 1L;
        private final ArrayList<Object> list;
        private int next;

        ByIndex(List<?> list) {
            this.list = new ArrayList<>(list);
        }

        @Override
        public boolean hasNext() {
            return next < list.size();
        }

        @Override
        public Object next() {
            return list.get(next++);
        }
    }
}
