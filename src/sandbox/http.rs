//! The wire: paths, encodings, status codes, faults, and the long poll.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use futures_util::stream;
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::args::{Args, Raw, Upload, canonical};
use super::faults::Fault;
use super::methods::{self, Answered, ApiError, conflict, not_found, profile, too_many};
use super::view::Call;
use super::{Shared, control};

/// Longest wait of a long poll.
const LONGEST_POLL: Duration = Duration::from_secs(50);
/// Largest body; uploads of bots end at 50 MB.
const LARGEST_BODY: usize = 60 * 1024 * 1024;

/// The whole server. The page and its routes exist only if wanted.
pub fn router(shared: Arc<Shared>, page: bool) -> Router {
    let mut router = Router::new();
    if page {
        router = router.merge(control::routes(Arc::clone(&shared)));
    }
    router.fallback(handle).layer(DefaultBodyLimit::disable()).with_state(shared)
}

async fn handle(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if !shared.read(|world| world.reachable) {
        return cut();
    }
    if let Some((token, file)) =
        path.strip_prefix("/file/bot").and_then(|rest| rest.split_once('/'))
    {
        return download(&shared, token, file);
    }
    let Some((token, method)) = path.strip_prefix("/bot").and_then(|rest| rest.split_once('/'))
    else {
        return error(&plain(404, "Not Found"));
    };
    if let Err(refusal) = check_token(&shared, token) {
        return error(&refusal);
    }
    let method = method.trim_end_matches('/').to_owned();
    match read(request).await {
        Ok(raw) => call(&shared, &method, raw).await,
        Err(reason) => {
            shared.change(|world| world.complain(format!("{method}: {reason}")));
            error(&methods::bad(reason))
        }
    }
}

fn plain(code: u16, description: &str) -> ApiError {
    ApiError { code, description: description.to_owned(), parameters: None }
}

fn check_token(shared: &Shared, token: &str) -> Result<(), ApiError> {
    let (known, revoked) = shared.read(|world| (world.account.token.clone(), world.token_revoked));
    if token == known && !revoked {
        return Ok(());
    }
    let shaped = token
        .split_once(':')
        .is_some_and(|(id, secret)| id.parse::<i64>().is_ok() && !secret.is_empty());
    Err(if shaped { plain(401, "Unauthorized") } else { plain(404, "Not Found") })
}

fn download(shared: &Shared, token: &str, path: &str) -> Response {
    if let Err(refusal) = check_token(shared, token) {
        return error(&refusal);
    }
    let id = path.rsplit('/').next().unwrap_or_default();
    let bytes = shared.read(|world| world.files.get(id).map(|file| file.bytes.clone()));
    match bytes {
        Some(bytes) => bytes.into_response(),
        None => error(&plain(404, "Not Found")),
    }
}

/// Reads the parameters from query and body.
async fn read(request: Request) -> Result<Raw, String> {
    let mut raw = Raw::default();
    if let Some(query) = request.uri().query() {
        pairs(query, &mut raw.values)?;
        raw.textual = !raw.values.is_empty();
    }
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_lowercase();
    if kind.starts_with("multipart/form-data") {
        raw.textual = true;
        return multipart(request, raw).await;
    }
    let body = to_bytes(request.into_body(), LARGEST_BODY)
        .await
        .map_err(|_| "can't read the request".to_owned())?;
    if body.is_empty() {
        return Ok(raw);
    }
    if kind.starts_with("application/json") {
        match serde_json::from_slice::<Value>(&body) {
            Ok(Value::Object(fields)) => raw.values.extend(fields),
            _ => return Err("can't parse request parameters as JSON object".to_owned()),
        }
    } else if kind.starts_with("application/x-www-form-urlencoded") {
        let text = std::str::from_utf8(&body).map_err(|_| "strings must be encoded in UTF-8")?;
        pairs(text, &mut raw.values)?;
        raw.textual = true;
    } else {
        return Err(format!("unsupported content type {kind:?}"));
    }
    Ok(raw)
}

fn pairs(source: &str, values: &mut Map<String, Value>) -> Result<(), String> {
    for pair in source.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        values.insert(decode(name)?, Value::String(decode(value)?));
    }
    Ok(())
}

fn decode(source: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(source.len());
    let mut rest = source.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = [rest.next().unwrap_or(0), rest.next().unwrap_or(0)];
                let code = std::str::from_utf8(&digits)
                    .ok()
                    .and_then(|text| u8::from_str_radix(text, 16).ok())
                    .ok_or("malformed URL encoding")?;
                bytes.push(code);
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).map_err(|_| "strings must be encoded in UTF-8".to_owned())
}

async fn multipart(request: Request, mut raw: Raw) -> Result<Raw, String> {
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| "can't parse the form".to_owned())?;
    while let Some(field) = form.next_field().await.map_err(|e| e.to_string())? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(str::to_owned);
        let bytes = field.bytes().await.map_err(|e| e.to_string())?.to_vec();
        match file {
            Some(file) => {
                raw.files.insert(name, Upload { name: file, bytes });
            }
            None => {
                let text = String::from_utf8(bytes)
                    .map_err(|_| "strings must be encoded in UTF-8".to_owned())?;
                raw.values.insert(name, Value::String(text));
            }
        }
    }
    Ok(raw)
}

/// Runs one call that came over HTTP.
async fn call(shared: &Arc<Shared>, name: &str, raw: Raw) -> Response {
    let (answered, fault) = run(shared, name, raw).await;
    if !shared.read(|world| world.reachable) {
        return cut();
    }
    respond(answered, fault).await
}

/// Runs one call that came by hand, and writes its answer as HTTP would carry it.
pub async fn call_unserved(
    shared: &Arc<Shared>,
    name: &str,
    parameters: Value,
    file: Option<(String, String, Vec<u8>)>,
) -> (u16, String) {
    let mut raw = Raw::default();
    raw.files.extend(file.map(|(part, name, bytes)| (part, Upload { name, bytes })));
    if let Value::Object(fields) = parameters {
        raw.values = fields;
    }
    let (answered, fault) = run(shared, name, raw).await;
    let response = match fault {
        _ if !shared.read(|world| world.reachable) => cut(),
        None => return written(answered),
        fault @ Some(_) => respond(answered, fault).await,
    };
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), LARGEST_BODY).await.unwrap_or_default();
    (status, String::from_utf8_lossy(&body).into_owned())
}

/// Status and body of an answer without any fault, as [`respond`] gives them.
fn written(answered: Answered) -> (u16, String) {
    match answered {
        Ok(result) => (200, format!("{{\"ok\":true,\"result\":{result}}}")),
        Err(refusal) => (refusal.code, Value::Object(described(&refusal)).to_string()),
    }
}

/// Runs one call with whatever fault is planned for it, and remembers it.
async fn run(shared: &Arc<Shared>, name: &str, raw: Raw) -> (Answered, Option<Fault>) {
    let Some(method) = canonical(name) else {
        shared.change(|world| world.complain(format!("unknown method {name}")));
        return (Err(not_found()), None);
    };
    let (args, fault, at) = shared.quietly(|world| {
        let args = Args::check(method, raw, &mut world.complaints);
        (args, world.faults.take(method), world.now())
    });
    let before = match &fault {
        Some(Fault::Status(code)) => Some(Some(plain(*code, status_text(*code)))),
        Some(Fault::Error { code, description, parameters }) => Some(Some(ApiError {
            code: *code,
            description: description.clone(),
            parameters: parameters.clone(),
        })),
        Some(Fault::RetryAfter(seconds)) => Some(Some(too_many(*seconds))),
        Some(Fault::Html(_) | Fault::ResetBefore) => Some(None),
        _ => None,
    };
    let lost = matches!(fault, Some(Fault::ResetAfter | Fault::StatusAfter(_) | Fault::Unreadable));
    let noted = |answered: &Answered| Call {
        method: method.to_owned(),
        params: args.record(),
        at,
        ok: answered.is_ok() && !lost,
        error: match answered {
            Err(refusal) => Some(refusal.description.clone()),
            Ok(_) if lost => Some("fault: the answer was lost".to_owned()),
            Ok(_) => None,
        },
        // Updates stand in the queue already; a second copy of each would be waste.
        result: match answered {
            Ok(result) if method != "getUpdates" => result.clone(),
            _ => Value::Null,
        },
    };
    let elsewhere = match before {
        Some(Some(refusal)) => Some(Err(refusal)),
        Some(None) => Some(Err(plain(502, "fault: nothing happened"))),
        None if method == "getUpdates" => Some(get_updates(shared, &args).await),
        None => None,
    };
    // Effect and record are one change, so that nobody sees the one without the other.
    let answered = shared.change(|world| {
        let answered =
            elsewhere.unwrap_or_else(|| methods::dispatch(world, method, &args, fault.as_ref()));
        world.record(noted(&answered));
        answered
    });
    (answered, fault)
}

async fn respond(answered: Answered, fault: Option<Fault>) -> Response {
    match fault {
        Some(Fault::ResetBefore | Fault::ResetAfter) => return cut(),
        Some(Fault::Html(code)) => return html(code),
        Some(Fault::StatusAfter(code)) => return error(&plain(code, status_text(code))),
        Some(Fault::Unreadable) => {
            let kind = [(header::CONTENT_TYPE, "application/json")];
            return (StatusCode::OK, kind, "{\"ok\":true,\"result\":{\"mess").into_response();
        }
        Some(Fault::DelayMs(ms)) => tokio::time::sleep(Duration::from_millis(ms)).await,
        _ => {}
    }
    match answered {
        Ok(result) => Json(json!({"ok": true, "result": result})).into_response(),
        Err(refusal) => error(&refusal),
    }
}

fn status_text(code: u16) -> &'static str {
    match code {
        500 => "Internal Server Error: restart",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Internal Server Error",
    }
}

/// The body of a refusal.
fn described(refusal: &ApiError) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("ok".into(), json!(false));
    body.insert("error_code".into(), json!(refusal.code));
    body.insert("description".into(), json!(refusal.description));
    if let Some(parameters) = &refusal.parameters {
        body.insert("parameters".into(), parameters.clone());
    }
    body
}

fn error(refusal: &ApiError) -> Response {
    let body = described(refusal);
    let mut headers = HeaderMap::new();
    let wait = refusal.parameters.as_ref().and_then(|all| all.get("retry_after")?.as_u64());
    if let Some(seconds) = wait {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    let status = StatusCode::from_u16(refusal.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, headers, Json(Value::Object(body))).into_response()
}

fn html(code: u16) -> Response {
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::BAD_GATEWAY);
    let page = format!(
        "<html>\r\n<head><title>{status}</title></head>\r\n<body>\r\n\
         <center><h1>{status}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    );
    (status, [(header::CONTENT_TYPE, "text/html")], page).into_response()
}

/// Cuts the connection: a body that fails at once makes the server hang up before its headers go out.
fn cut() -> Response {
    let broken = stream::once(async { Err::<Vec<u8>, _>(io::Error::other("cut on purpose")) });
    Response::new(Body::from_stream(broken))
}

/// `getUpdates`: confirms by offset, answers at once if something waits, else waits; a newer waiter
/// ends an older one with 409.
async fn get_updates(shared: &Arc<Shared>, args: &Args) -> Answered {
    let offset = args.int("offset").unwrap_or(0);
    let limit = usize::try_from(args.int("limit").unwrap_or(100).clamp(1, 100)).unwrap_or(100);
    let timeout = u64::try_from(args.int("timeout").unwrap_or(0)).unwrap_or(0);
    let mut changes = shared.subscribe();
    let begun = shared.quietly(|world| {
        if !world.webhook.url.is_empty() {
            return Err(conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            ));
        }
        profile::subscribe(world, args);
        let (timeout, limit) = world.queue.guard(offset, timeout, limit);
        let now = world.now();
        let ready = world.queue.take(offset, limit, now);
        if !ready.is_empty() || timeout == 0 {
            return Ok((Some(ready), 0, timeout, limit));
        }
        world.queue.waiter += 1;
        Ok((None, world.queue.waiter, timeout, limit))
    });
    let (ready, ticket, timeout, limit) = begun?;
    if let Some(ready) = ready {
        return Ok(Value::Array(ready));
    }
    // An older waiter must notice that it has been replaced.
    shared.touch();
    let deadline = Instant::now() + Duration::from_secs(timeout).min(LONGEST_POLL);
    loop {
        let ended = tokio::select! {
            changed = changes.changed() => changed.is_err(),
            () = tokio::time::sleep_until(deadline) => true,
        };
        let state = shared.quietly(|world| {
            if world.queue.waiter != ticket {
                return Err(conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance is running",
                ));
            }
            if !world.webhook.url.is_empty() {
                return Err(conflict("terminated by setWebhook request"));
            }
            let now = world.now();
            // The offset was applied above; a second time it must not confirm what came since.
            Ok((world.queue.take(0, limit, now), world.reachable))
        });
        let (ready, reachable) = state?;
        if !ready.is_empty() || ended || !reachable {
            return Ok(Value::Array(ready));
        }
    }
}
