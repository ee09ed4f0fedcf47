package lb.proxy.tls;

/** A client's hello that gets no engine, but an alert. Without a stack: it is the client's doing. */
public final class RefusedHello extends Exception {
    private static final long serialVersionUID = 1;
    private static final byte UNRECOGNIZED_NAME = 112;

    private final byte alert;

    private RefusedHello(String message, byte alert) {
        super(message, null, false, false);
        this.alert = alert;
    }

    static RefusedHello unknownName() {
        return new RefusedHello("no certificate for the server name", UNRECOGNIZED_NAME);
    }

    /** Its description (RFC 8446 section 6). */
    public byte alert() {
        return alert;
    }

    /** The record to be sent before the connection is closed (RFC 8446 section 5.1: alert, TLS 1.2, two bytes; fatal). */
    public byte[] toRecord() {
        return new byte[] {21, 3, 3, 0, 2, 2, alert};
    }
}
