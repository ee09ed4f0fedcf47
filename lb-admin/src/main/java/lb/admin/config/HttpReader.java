package lb.admin.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.Forwarding;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.Mode;

/** Reads what frontends and backends of mode http do to messages and connections. */
final class HttpReader {
    private HttpReader() {}

    /** What frontends start from. */
    static FrontendHttp frontendDefaults(Section section) {
        return over(
                FrontendHttp.STANDARD,
                section,
                section.sectionOrEmpty(HttpKeys.OF_DEFAULTS, HttpKeys.DEFAULTS, "defaults", "http."));
    }

    /** @param defaults what the frontend starts from */
    static FrontendHttp frontend(Section frontend, Mode mode, Defaults defaults) {
        if (mode != Mode.HTTP) {
            var forwardedFor = frontend.value(HttpKeys.FORWARDED_FOR);
            if (forwardedFor != null && !forwardedFor.scalar().equals(Optional.of("false"))) {
                frontend.wrong(HttpKeys.FORWARDED_FOR, "only with mode = http");
            }
            frontend.wrong(HttpKeys.OF_FRONTEND, "only with mode = http");
            for (var key :
                    List.of(CaptureKeys.CAPTURE, RequestKeys.UNIQUE_ID, TracingKeys.TRACING, RequestKeys.MONITOR)) {
                frontend.wrong(key, "only with mode = http");
            }
            return FrontendHttp.STANDARD;
        }
        return over(
                defaults.frontendHttp(), frontend, frontend.sectionOrEmpty(HttpKeys.OF_FRONTEND, HttpKeys.FRONTEND));
    }

    private static FrontendHttp over(FrontendHttp standard, Section owner, Section http) {
        var forwarding = standard.forwarding();
        return new FrontendHttp(
                http.get(HttpKeys.CONNECTION_MODE, standard.connectionMode()),
                new Forwarding(
                        AddressFieldReader.forwardedFor(owner, forwarding.forwardedFor()),
                        AddressFieldReader.originalTo(http, forwarding.originalTo()),
                        AddressFieldReader.forwarded(http, forwarding.forwarded()),
                        http.has(HttpKeys.VIA) ? http.get(HttpKeys.VIA) : forwarding.via()),
                http.get(HttpKeys.CONNECT_METHOD, standard.connectMethod()),
                headerCase(http, standard.headerCase()),
                CaptureKeys.read(owner, standard.captures()),
                RequestKeys.uniqueId(owner, standard.uniqueId()),
                TracingKeys.read(owner, standard.tracing()),
                RequestKeys.monitor(owner));
    }

    /** @param defaults what the backend starts from */
    static BackendHttp backend(Section backend, Mode mode, Defaults defaults) {
        if (mode != Mode.HTTP) {
            backend.wrong(HttpKeys.OF_BACKEND, "only with mode = http");
            return BackendHttp.STANDARD;
        }
        return over(defaults.backendHttp(), backend.sectionOrEmpty(HttpKeys.OF_BACKEND, HttpKeys.BACKEND));
    }

    /** What backends start from. */
    static BackendHttp backendDefaults(Section section) {
        return over(
                BackendHttp.STANDARD,
                section.sectionOrEmpty(HttpKeys.OF_DEFAULTS, HttpKeys.DEFAULTS, "defaults", "http."));
    }

    private static BackendHttp over(BackendHttp standard, Section http) {
        var idle = http.sectionOrEmpty(HttpKeys.IDLE, HttpKeys.IDLE_TABLE);
        return new BackendHttp(
                http.get(HttpKeys.CONNECTION_MODE, standard.connectionMode()),
                http.get(HttpKeys.REUSE, standard.reuse()),
                new IdleConnectionSettings(
                        idle.get(HttpKeys.IDLE_MAX, standard.idle().max()),
                        idle.get(HttpKeys.IDLE_EXPIRE, standard.idle().expire())),
                http.get(HttpKeys.ABORT_ON_CLOSE, standard.abortOnClose()),
                headerCase(http, standard.headerCase()));
    }

    private static List<String> headerCase(Section http, List<String> standard) {
        var value = http.value(HttpKeys.HEADER_CASE);
        if (value == null) {
            return standard;
        }
        var names = new ArrayList<String>();
        for (var element : value.elements()) {
            var name = element.parsed(HttpKeys.FIELD_NAME);
            if (name != null && names.stream().anyMatch(name::equalsIgnoreCase)) {
                element.wrong("is there twice: a name has one spelling");
            } else if (name != null) {
                names.add(name);
            }
        }
        return names;
    }
}
