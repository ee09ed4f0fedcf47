package lb.proxy.exchange;

/** Who ended an exchange: the first letter of HAProxy's termination state. */
public enum EndedBy {
    NOBODY('-'),
    CLIENT('C'),
    SERVER('S'),
    PROXY('P'),
    LOCAL_ANSWER('L'),
    RESOURCE_EXHAUSTED('R'),
    INTERNAL_ERROR('I'),
    SERVER_WENT_DOWN('D'),
    ACTIVE_SERVER_CAME_BACK('U'),
    ADMINISTRATOR('K'),
    CLIENT_TIMEOUT('c'),
    SERVER_TIMEOUT('s');

    private final char letter;

    EndedBy(char letter) {
        this.letter = letter;
    }

    /** The letter in the log line. */
    public char letter() {
        return letter;
    }
}
