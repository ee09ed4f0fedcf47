package lb.ha.cloud.provider;

import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;
import lb.ha.cloud.CloudException;
import org.jspecify.annotations.Nullable;

/** The number of this machine, from a metadata service that asks for no token. */
final class PlainMetadata {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private final CloudHttp http;
    private final URI uri;
    private volatile @Nullable String known;

    PlainMetadata(CloudHttp http, URI uri) {
        this.http = http.forMetadata();
        this.uri = uri;
    }

    /** Digits only. */
    String number() throws CloudException, InterruptedException {
        String number = known;
        if (number == null) {
            Reply reply = http.get(uri, Map.of());
            number = reply.text().strip();
            if (!reply.isSuccess()) {
                throw reply.refusal("the metadata service does not tell the number of this machine");
            }
            if (!NUMBER.matcher(number).matches()) {
                throw CloudException.passing(
                        "the metadata service tells as the number of this machine: " + Text.plain(number));
            }
            known = number;
        }
        return number;
    }
}
