package lb.proxy.exchange;

/** In which phase an exchange ended: the second letter of HAProxy's termination state. */
public enum EndedIn {
    AFTER_THE_END('-'),
    REQUEST('R'),
    QUEUE('Q'),
    CONNECT('C'),
    RESPONSE_HEADERS('H'),
    DATA('D'),
    LAST_BYTES('L'),
    TARPIT('T');

    private final char letter;

    EndedIn(char letter) {
        this.letter = letter;
    }

    /** The letter in the log line. */
    public char letter() {
        return letter;
    }
}
