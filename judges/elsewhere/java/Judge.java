import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads deliveries as JSON lines, says for each whether the SDK it names accepts it. */
public class Judge {
  private record Delivery(int n, String judge, String secret, String url, Map<String, String> headers, String body) {
    HttpHeaders http() {
      Map<String, List<String>> lists =
          headers.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, one -> List.of(one.getValue())));
      return HttpHeaders.of(lists, (name, value) -> true);
    }

    String text() {
      return new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8);
    }
  }

  private static void judge(Delivery one) throws Exception {
    switch (one.judge()) {
      case "com.svix:svix" -> new com.svix.Webhook(one.secret()).verify(one.text(), one.http());
      case "com.standardwebhooks:standardwebhooks" ->
          new com.standardwebhooks.Webhook(one.secret()).verify(one.text(), one.http());
      case "com.stripe:stripe-java" ->
          com.stripe.net.Webhook.Signature.verifyHeader(
              one.text(), one.headers().get("stripe-signature"), one.secret(), 300);
      default -> throw new IllegalStateException("no judge " + one.judge());
    }
  }

  public static void main(String[] args) throws Exception {
    Gson gson = new Gson();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Delivery one = gson.fromJson(line, Delivery.class);
      JsonObject answer = new JsonObject();
      answer.addProperty("n", one.n());
      try {
        judge(one);
        answer.addProperty("accepts", true);
        answer.addProperty("because", "");
      } catch (Exception error) {
        answer.addProperty("accepts", false);
        answer.addProperty("because", String.valueOf(error.getMessage()));
      }
      System.out.println(gson.toJson(answer));
    }
  }
}
