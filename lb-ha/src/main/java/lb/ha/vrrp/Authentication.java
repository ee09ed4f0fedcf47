package lb.ha.vrrp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import lb.ha.settings.Secret;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.Header;
import lb.ha.settings.VirtualRouterSettings.NoAuthentication;
import lb.ha.settings.VirtualRouterSettings.SimpleText;

/**
 * What a version 2 advert carries as proof of its origin (RFC 3768 section 5.3.6; RFC 2338 section 5.3.6 for simple
 * text). It guards against mistakes, not against anybody who can read the wire.
 *
 * @param type 0: none; 1: simple text password; 2: by an {@link AuthenticationHeader}; others are not known here
 * @param data the 8 bytes sent, as one big-endian number
 */
public record Authentication(int type, long data) {
    /** No authentication: the 8 bytes are sent all the same, as zero. */
    public static final Authentication NONE = new Authentication(0, 0);

    /** The longest password, in bytes. */
    public static final int MAX_PASSWORD_BYTES = 8;

    private static final int NO_AUTHENTICATION = 0;
    private static final int SIMPLE_TEXT = 1;
    private static final int AUTHENTICATION_HEADER = 2;

    /** What is sent by these settings. */
    public static Authentication of(VirtualRouterSettings.Authentication settings) {
        return switch (settings) {
            case NoAuthentication none -> NONE;
            case SimpleText(Secret password) -> ofPassword(password.reveal());
            case Header header -> new Authentication(AUTHENTICATION_HEADER, 0);
        };
    }

    /** Simple text. What is longer than 8 bytes is cut, as keepalived does. */
    public static Authentication ofPassword(String password) {
        byte[] padded = Arrays.copyOf(password.getBytes(StandardCharsets.UTF_8), MAX_PASSWORD_BYTES);
        return new Authentication(SIMPLE_TEXT, ByteBuffer.wrap(padded).getLong());
    }

    boolean isByHeader() {
        return type == AUTHENTICATION_HEADER;
    }

    /** The type in words; the password is never shown. */
    String typeName() {
        return switch (type) {
            case NO_AUTHENTICATION -> "no authentication";
            case SIMPLE_TEXT -> "a simple text password";
            case AUTHENTICATION_HEADER -> "an authentication header (AH)";
            default -> "authentication type " + type;
        };
    }

    @Override
    public String toString() {
        return typeName();
    }
}
