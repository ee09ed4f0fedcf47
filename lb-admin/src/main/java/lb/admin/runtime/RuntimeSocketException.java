package lb.admin.runtime;

/** A node cannot listen, or cannot be asked; the message is a sentence for a person. */
public final class RuntimeSocketException extends Exception {
    private static final long serialVersionUID = 1;

    private final String sentence;

    RuntimeSocketException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
