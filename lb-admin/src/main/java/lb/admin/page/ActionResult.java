package lb.admin.page;

import java.util.Arrays;
import java.util.Optional;

/** What became of an action: HAProxy's words in {@code ;st=}, behind which the browser is sent. */
enum ActionResult {
    DONE("Done."),
    NONE("Nothing was asked for: choose servers and an action."),
    PART("Done in part: some of the servers do not exist."),
    ERRP("Not done: the action, the backend or the servers do not exist, or the weight is none from 0 to 256."),
    EXCD("Not done: the form is too long. Choose fewer servers at a time."),
    DENY("Not done: it is not allowed.");

    private final String sentence;

    ActionResult(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }

    /** The one of that word. */
    static Optional<ActionResult> of(String word) {
        return Arrays.stream(values())
                .filter(result -> result.name().equals(word))
                .findFirst();
    }
}
