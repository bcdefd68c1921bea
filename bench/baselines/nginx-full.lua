-- The gateway's job in nginx: what it costs where the event loop, HTTP and Redis's protocol are C.
-- Claims are owner-fenced scripts with a lease, as the gateway's own: a plain SET NX would do less.
local ffi = require "ffi"
local redis = require "nginx.redis"

ffi.cdef [[
typedef struct evp_md_st EVP_MD;
const EVP_MD *EVP_sha256(void);
unsigned char *HMAC(const EVP_MD *md, const void *key, int key_len, const unsigned char *data, size_t data_len,
                    unsigned char *out, unsigned int *out_len);
unsigned char *SHA256(const unsigned char *data, size_t data_len, unsigned char *out);
]]

local C = ffi.C
local sha256 = C.EVP_sha256()
local out = ffi.new("unsigned char[32]")
local source_secret = os.getenv("SOURCE_SECRET")
local receiver_secret = ngx.decode_base64(string.sub(os.getenv("RECEIVER_SECRET"), 7))
local redis_port = tonumber(os.getenv("REDIS_PORT"))
local process = tostring(ngx.now()) .. "-"
local count = 0

local LEASE_MS = 15000
local WINDOW_MS = 4 * 24 * 3600 * 1000

local CLAIM = [[
local record = redis.call('GET', KEYS[1])
if not record then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return false
end
return record]]
local COMMIT = [[
local record = redis.call('GET', KEYS[1])
if record and string.sub(record, 1, 2) == 'D:' then return 1 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return record == ARGV[1] and 1 or 0]]
local RELEASE = [[
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0]]
local digests = {}

local function hmac(key, data)
  C.HMAC(sha256, key, #key, data, #data, out, nil)
  return ffi.string(out, 32)
end

local HEX = {}
for byte = 0, 255 do HEX[string.char(byte)] = string.format("%02x", byte) end
local function hex(bytes)
  return (string.gsub(bytes, ".", HEX))
end

-- In constant time over texts of known length.
local function same(a, b)
  if #a ~= #b then return false end
  local differs = 0
  for i = 1, #a do differs = bit.bor(differs, bit.bxor(string.byte(a, i), string.byte(b, i))) end
  return differs == 0
end

local function connection()
  local client = redis:new()
  client:set_timeout(500)
  local ok, problem = client:connect("127.0.0.1", redis_port)
  if not ok then return nil, problem end
  return client
end

local function run(script, ...)
  local client, problem = connection()
  if not client then return nil, problem end
  if not digests[script] then digests[script] = client:script("load", script) end
  local answer
  answer, problem = client:evalsha(digests[script], 1, ...)
  client:set_keepalive(60000, 256)
  return answer, problem
end

local function finish(outcome, status, body)
  ngx.var.outcome = outcome
  ngx.shared.counts:incr(outcome, 1, 0)
  ngx.status = status
  ngx.header["Content-Type"] = "application/json"
  ngx.header["Content-Length"] = #body
  ngx.print(body)
end

local M = {}

function M.handle()
  ngx.req.read_body()
  local body = ngx.req.get_body_data() or ""
  local given = ngx.var.http_x_webhook_signature or ""
  if not same("sha256=" .. hex(hmac(source_secret, body)), given) then
    return finish("invalid_signature", 401, '{"code":"invalid_signature"}')
  end

  C.SHA256(body, #body, out)
  local hash = hex(ffi.string(out, 32))
  local id = "msg_" .. hash
  ngx.var.id = id
  local key = "bench:d:" .. string.sub(hash, 1, 32)
  count = count + 1
  local owner = "C:" .. process .. count
  local record, problem = run(CLAIM, key, owner, LEASE_MS)
  if problem then return finish("store_unavailable", 503, '{"code":"store_unavailable"}') end
  if record ~= ngx.null and record then
    if string.sub(record, 1, 2) == "D:" then return finish("duplicate", 200, '{"outcome":"duplicate"}') end
    return finish("in_flight", 503, '{"code":"in_flight"}')
  end

  local time = tostring(ngx.time())
  ngx.var.time = time
  ngx.var.signature = "v1," .. ngx.encode_base64(hmac(receiver_secret, id .. "." .. time .. "." .. body))
  local answer = ngx.location.capture("/forward", { method = ngx.HTTP_POST, always_forward_body = true, share_all_vars = true })
  if answer.status >= 200 and answer.status < 300 then
    run(COMMIT, key, owner, "D:" .. answer.status, WINDOW_MS)
    return finish("accepted", answer.status, answer.body)
  end
  run(RELEASE, key, owner)
  finish("failed", 502, '{"code":"failed"}')
end

return M
