// java PostEvent.java (Java 17 or later): publishes an event over HTTP. API and KEY are the environment's.
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;

public final class PostEvent {
    private static final int TRIES = 4;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Publishes one event and returns the answer, which holds Ringback's id of it. */
    static String publish(String type, String payload) throws IOException, InterruptedException {
        // The same id again is the same event, so a request whose answer was lost can be repeated.
        String body = "{\"id\":\"%s\",\"type\":\"%s\",\"payload\":%s}".formatted(UUID.randomUUID(), type, payload);
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv("API") + "/events"))
            .header("authorization", "Bearer " + System.getenv("KEY"))
            .header("content-type", "application/json")
            .timeout(Duration.ofSeconds(10))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
        for (int tries = 1; ; tries++) {
            try {
                HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
                int status = response.statusCode();
                if (status == 202) return response.body();
                boolean isPassing = status == 429 || status >= 500;
                if (!isPassing || tries == TRIES) throw new IllegalStateException("answered " + status + ": " + response.body());
            } catch (IOException error) {
                if (tries == TRIES) throw error;
            }
            Thread.sleep((long) (500 * Math.pow(2, tries) * Math.random()));
        }
    }

    public static void main(String[] args) throws Exception {
        String payload = "{\"event\":\"CARD_STATUS_CHANGE\",\"card_status_change\":{\"new_status\":\"SUSPENDED\"}}";
        System.out.println(publish("CARD_STATUS_CHANGE", payload));
    }
}
