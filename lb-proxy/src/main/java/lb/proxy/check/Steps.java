package lb.proxy.check;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.ScriptStep;

/**
 * What a check by TCP does, step by step; made once for each server and used by all of its checks.
 *
 * @param steps the first of which opens the connection
 * @param passed what it is when the last step has passed, unless that is an expectation
 */
record Steps(List<Step> steps, Finding passed) {
    private static final SecureRandom RANDOM = new SecureRandom();

    Steps {
        steps = List.copyOf(steps);
    }

    /**
     * The steps of a check.
     *
     * @throws IllegalArgumentException if a regular expression is none
     */
    static Steps of(CheckSettings check) {
        CheckSettings.Place place = check.place();
        boolean tls = place.tls() != null;
        if (check.probe() instanceof CheckSettings.Script script) {
            return of(script, place);
        }
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.Connect(0, tls, place.sendProxy(), logsResets(check.probe()), ""));
        switch (check.probe()) {
            case CheckSettings.Connect _, CheckSettings.Script _ -> {}
            case CheckSettings.DatagramProbe datagrams ->
                throw new IllegalArgumentException("by datagrams: " + datagrams);
            case CheckSettings.Http http -> {
                steps.add(new Step.Send(HttpAnswer.request(http.request())));
                steps.add(new Step.Expect(new HttpAnswer(http), HttpAnswer.none(), CheckStatus.L7TOUT, ""));
            }
            case CheckSettings.TlsHello _ -> {
                steps.add(new Step.Send(TlsHello.hello(RANDOM)));
                steps.add(new Step.Expect(TlsHello::judge, empty(CheckStatus.L6RSP, 2, ""), CheckStatus.L6TOUT, ""));
            }
            case CheckSettings.Redis _ -> {
                steps.add(send(RedisReply.PING));
                steps.add(expect(new RedisReply(), CheckStatus.L7STS, 2));
            }
            case CheckSettings.Mysql mysql -> {
                steps.add(expect(MysqlPacket::greeting, CheckStatus.L7RSP, 3));
                if (mysql.user() != null) {
                    steps.add(new Step.Send(MysqlPacket.login(mysql.user())));
                    steps.add(new Step.Expect(MysqlPacket::loggedIn, Finding.invalid(""), CheckStatus.L7TOUT, ""));
                }
            }
            case CheckSettings.Postgres postgres -> {
                steps.add(new Step.Send(PostgresMessage.startup(postgres.user())));
                steps.add(expect(PostgresMessage::judge, CheckStatus.L7RSP, 3));
            }
            case CheckSettings.Smtp smtp -> {
                steps.add(expect(new SmtpReply(), CheckStatus.L7RSP, 2));
                steps.add(send((smtp.extended() ? "EHLO " : "HELO ") + smtp.domain() + "\r\n"));
                steps.add(expect(new SmtpReply(), CheckStatus.L7STS, 5));
                steps.add(send("QUIT\r\n"));
                steps.add(expect(new SmtpReply(), CheckStatus.L7STS, 7));
            }
            case CheckSettings.Agent agent -> {
                if (!agent.send().isEmpty()) {
                    steps.add(send(agent.send()));
                }
                steps.add(expect(new AgentLine(), CheckStatus.L7RSP, 2));
            }
            case CheckSettings.Ldap _ -> {
                steps.add(new Step.Send(LdapBind.request()));
                steps.add(expect(LdapBind::judge, CheckStatus.L7RSP, 2));
            }
        }
        return new Steps(steps, new Finding(tls ? CheckStatus.L6OK : CheckStatus.L4OK, CheckResult.NO_CODE, ""));
    }

    private static Steps of(CheckSettings.Script script, CheckSettings.Place place) {
        List<Step> steps = new ArrayList<>();
        boolean tls = place.tls() != null;
        List<ScriptStep> asked = script.steps();
        if (asked.isEmpty() || !(asked.getFirst() instanceof ScriptStep.Connect)) {
            steps.add(new Step.Connect(0, tls, place.sendProxy(), false, " at initial connection step of tcp-check"));
        }
        boolean spoken = false;
        for (int i = 0; i < asked.size(); i++) {
            int number = i + 1;
            steps.add(
                    switch (asked.get(i)) {
                        case ScriptStep.Connect connect ->
                            new Step.Connect(
                                    connect.port(),
                                    connect.tls(),
                                    connect.sendProxy(),
                                    false,
                                    " at step " + number + " of tcp-check (connect"
                                            + (connect.port() == 0 ? "" : " port " + connect.port()) + ")"
                                            + ScriptExpectation.comment(connect));
                        case ScriptStep.Send send -> new Step.Send(send.bytes().getBytes(StandardCharsets.ISO_8859_1));
                        case ScriptStep.Expect expect ->
                            new Step.Expect(
                                    new ScriptExpectation(expect, number),
                                    empty(CheckStatus.L7RSP, number, ScriptExpectation.comment(expect)),
                                    CheckStatus.L7TOUT,
                                    ScriptExpectation.where(expect, number));
                    });
            spoken |= !(asked.get(i) instanceof ScriptStep.Connect);
        }
        boolean lastTls = steps.stream()
                .filter(Step.Connect.class::isInstance)
                .map(Step.Connect.class::cast)
                .reduce((one, other) -> other)
                .orElseThrow()
                .tls();
        CheckStatus connected = lastTls ? CheckStatus.L6OK : CheckStatus.L4OK;
        return new Steps(
                steps,
                spoken ? Finding.passed("(tcp-check)") : new Finding(connected, CheckResult.NO_CODE, "(tcp-check)"));
    }

    /** Each would be a line in its log, or count as an aborted connection. */
    private static boolean logsResets(CheckSettings.Probe probe) {
        return probe instanceof CheckSettings.Mysql
                || probe instanceof CheckSettings.Postgres
                || probe instanceof CheckSettings.Smtp;
    }

    private static Step send(String text) {
        return new Step.Send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Step expect(Expectation expectation, CheckStatus empty, int number) {
        return new Step.Expect(expectation, empty(empty, number, ""), CheckStatus.L7TOUT, "");
    }

    /** @param number of the step as HAProxy counts those of its own checks */
    private static Finding empty(CheckStatus status, int number, String comment) {
        int code = status == CheckStatus.L7STS ? 0 : CheckResult.NO_CODE;
        return new Finding(status, code, "TCPCHK got an empty response at step " + number + comment);
    }
}
