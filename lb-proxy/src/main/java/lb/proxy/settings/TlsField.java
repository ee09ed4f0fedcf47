package lb.proxy.settings;

/** What is known of a client's TLS, in HAProxy's words. */
public enum TlsField {
    /** Such as {@code TLSv1.3}: {@code ssl_fc_protocol}. */
    VERSION(false),
    /** In OpenSSL's names: {@code ssl_fc_cipher}. */
    CIPHER(false),
    /** The name that was asked for: {@code ssl_fc_sni}. */
    SERVER_NAME(false),
    /** The application's protocol that was agreed on: {@code ssl_fc_alpn}. */
    PROTOCOL(false),
    /** Whether a name was asked for: {@code ssl_fc_has_sni}. */
    HAS_SERVER_NAME(true),
    /** Whether a former session went on: {@code ssl_fc_is_resumed}. */
    IS_RESUMED(true),
    /** Whether the client has shown a certificate: {@code ssl_c_used}. */
    CLIENT_USED(true),
    /** What was found wrong with it, 0 for nothing: {@code ssl_c_verify}. */
    CLIENT_VERIFY(true),
    /** Whom it is for, as {@code /C=FR/O=Example/CN=name}: {@code ssl_c_s_dn}. */
    CLIENT_SUBJECT(false),
    /** Who has signed it, likewise: {@code ssl_c_i_dn}. */
    CLIENT_ISSUER(false),
    /** Its fingerprint, in hexadecimal digits: {@code ssl_c_sha1,hex}. */
    CLIENT_SHA1(false),
    /** Its serial number, in hexadecimal digits: {@code ssl_c_serial,hex}. */
    CLIENT_SERIAL(false),
    /** From when on it is valid, as {@code YYMMDDhhmmssZ}: {@code ssl_c_notbefore}. */
    CLIENT_NOT_BEFORE(false),
    /** Until when, likewise: {@code ssl_c_notafter}. */
    CLIENT_NOT_AFTER(false);

    private final boolean isNumber;

    TlsField(boolean isNumber) {
        this.isNumber = isNumber;
    }

    /** Whether its value is a number; otherwise it is text. */
    public boolean isNumber() {
        return isNumber;
    }
}
