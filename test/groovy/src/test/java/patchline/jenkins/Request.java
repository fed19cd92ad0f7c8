package patchline.jenkins;

import java.util.List;

/** One step that the program asks for: it stands still until the step has its result. */
final class Request {
    final String step;
    final List<Object> arguments;

    Request(String step, List<Object> arguments) {
        this.step = step;
        this.arguments = arguments;
    }
}
