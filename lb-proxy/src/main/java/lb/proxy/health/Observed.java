package lb.proxy.health;

/** What live traffic tells of a server, with the words that HAProxy has for it. */
public enum Observed {
    CONNECTED("L4 successful connection", false, true),
    CONNECT_FAILED("L4 unsuccessful connection", false, false),
    /** A datagram was not answered in time. */
    NO_REPLY("L4 no reply", false, false),
    /** A response that is no sign of a failure. */
    RESPONSE("Correct http response", true, true),
    /** A status from 500, but for 501 and 505, which are up to the client's request; or above all there are. */
    WRONG_STATUS("Wrong http response", true, false),
    INVALID_RESPONSE("Invalid http response (headers)", true, false),
    READ_ERROR("Read error (http)", true, false),
    READ_TIMEOUT("Read timeout (http)", true, false),
    CLOSED("Close from server (http)", true, false);

    private final String words;
    private final boolean layer7;
    private final boolean good;

    Observed(String words, boolean layer7, boolean good) {
        this.words = words;
        this.layer7 = layer7;
        this.good = good;
    }

    /** What a response with this status is. */
    public static Observed ofStatus(int status) {
        return status < 500 || status == 501 || status == 505 ? RESPONSE : WRONG_STATUS;
    }

    /** In the {@code last_chk} column and in log lines. */
    public String words() {
        return words;
    }

    /** Whether it is about what was answered, and not about connections. */
    public boolean isLayer7() {
        return layer7;
    }

    public boolean isGood() {
        return good;
    }
}
