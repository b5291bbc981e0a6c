# One image for all services; docker-compose.yml contains the command of each.

FROM python:3.12-slim AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt requirements-browser.txt ./
RUN /venv/bin/pip install -r requirements.txt -r requirements-browser.txt

FROM python:3.12-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# A fixed number, so that the owner of files in volumes stays the same. The named volume for logs takes the
# folder's owner over.
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin scrapersky \
    && install --directory --owner scrapersky --group scrapersky /app/logs
COPY --from=packages /venv /venv
WORKDIR /app
COPY manage.py ./
COPY scrapersky scrapersky
COPY domains domains
COPY metrics metrics
COPY templates templates
# Static files do not depend on settings; DEBUG, because production requires secrets.
RUN python -m compileall -q . && DEBUG=true LOG_FILE=/tmp/build.log python manage.py collectstatic --noinput \
    && rm -f /tmp/build.log
USER 10001
ENV DEBUG=false LOG_FORMAT=json
EXPOSE 8000
CMD ["gunicorn", "scrapersky.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8", \
     "--limit-request-line", "8190", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
