package lb.proxy.settings;

/** A version of TLS, from the oldest to the newest. */
public enum TlsVersion {
    /** RFC 2246; refused by every current client. */
    TLS_1_0("TLSv1"),
    /** RFC 4346; likewise. */
    TLS_1_1("TLSv1.1"),
    /** RFC 5246. */
    TLS_1_2("TLSv1.2"),
    /** RFC 8446. */
    TLS_1_3("TLSv1.3");

    private final String text;

    TlsVersion(String text) {
        this.text = text;
    }

    /** As libraries, logs and HAProxy's {@code %sslv} write it. */
    public String text() {
        return text;
    }
}
