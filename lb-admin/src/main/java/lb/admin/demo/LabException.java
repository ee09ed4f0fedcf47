package lb.admin.demo;

import org.jspecify.annotations.Nullable;

/** Something of a demonstration could not be set up or did not happen; the message is a sentence for a person. */
public final class LabException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LabException(String sentence) {
        super(sentence);
    }

    public LabException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
